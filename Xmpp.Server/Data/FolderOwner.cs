using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Xmpp.Server.Data;

/// <summary>
/// Whose a folder is. What root puts into another's folder becomes his, too: the server, which is not root, could not use it.
/// </summary>
internal readonly partial record struct FolderOwner(uint User, uint Group)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint Basic = 0x7ff; // STATX_BASIC_STATS
    private const int StatxBytes = 256, UserAt = 20, GroupAt = 24; // statx(2), the same on every processor

    /// <summary>The owner of a folder that root works in for somebody else; null for everybody else, and elsewhere than on Linux.</summary>
    public static FolderOwner? OtherThanRoot(string folder) =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Of(folder) is { User: not 0 } owner ? owner : null;

    /// <summary>Null if there is no such file, and elsewhere than on Linux.</summary>
    public static FolderOwner? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var buffer = new byte[StatxBytes];
        if (Statx(CurrentFolder, Octets(path), 0, Basic, buffer) != 0)
            return null;
        return BitConverter.IsLittleEndian
            ? new FolderOwner(
                BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(UserAt)), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(GroupAt)))
            : new FolderOwner(
                BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(UserAt)), BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(GroupAt)));
    }

    /// <summary>Gives him a file or folder, without what is in it; of a link the link itself.</summary>
    /// <exception cref="IOException">It was not possible.</exception>
    public void Give(string path)
    {
        if (ChangeOwner(Octets(path), User, Group) != 0)
            throw new IOException($"{path} cannot be given to its owner: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static byte[] Octets(string path) => Encoding.UTF8.GetBytes(path + "\0");

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int Statx(int folder, byte[] path, int flags, uint mask, byte[] buffer);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true)]
    private static partial int ChangeOwner(byte[] path, uint user, uint group);
}
