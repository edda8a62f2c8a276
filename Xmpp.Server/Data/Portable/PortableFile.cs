using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Xmpp.Server.Data.Portable;

/// <summary>Files that hold everybody's messages and keys: for their owner only (XEP-0227 §6).</summary>
internal static class PortableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // With ".xml" behind it, below the 255 octets of a name.
    private const int MaxNameBytes = 200;

    public static XmlWriter Create(string path)
    {
        File.Delete(path); // whose it was and what it let others do is gone with it
        var open = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 65_536 };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = OwnerOnly;
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            CloseOutput = true,
            NewLineHandling = NewLineHandling.Entitize, // a CR in a message would come back as a LF
            WriteEndDocumentOnClose = false,
        };
        return XmlWriter.Create(new FileStream(path, open), settings);
    }

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// The localpart, in which RFC 7622 §3.3.1 allows nothing that a path would be cut at; where it is too long for a
    /// file's name, its hash.
    /// </summary>
    public static string NameOf(string local) =>
        Encoding.UTF8.GetByteCount(local) <= MaxNameBytes
            ? local
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(local)));
}
