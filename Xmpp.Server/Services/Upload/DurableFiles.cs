using System.Runtime.InteropServices;
using System.Text;

namespace Xmpp.Server.Services.Upload;

/// <summary>What it takes for a file to be there after power loss.</summary>
internal static partial class DurableFiles
{
    /// <summary>
    /// A rename is on disk when the folder is (fsync(2)): .NET opens no folders. Elsewhere than on Unix it is the file
    /// system's business.
    /// </summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(Encoding.UTF8.GetBytes(path + "\0"), 0);
        if (folder < 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Flush(folder) != 0)
                throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
