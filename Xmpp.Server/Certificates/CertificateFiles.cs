using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Certificates;

/// <summary>The PEM files of a certificate with its chain and of its key, which may be the same file.</summary>
/// <param name="Certificate">The leaf first, then the intermediates.</param>
/// <param name="Key">PKCS#8, PKCS#1 or SEC 1, without a passphrase.</param>
internal sealed record CertificateFiles(string Certificate, string Key)
{
    private const UnixFileMode Others =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>Changes whenever a file, or what a symbolic link on the way leads to, changes.</summary>
    public string Stamp() => $"{StampOf(Certificate)} {StampOf(Key)}";

    /// <summary>Reads both and proves that they belong together, so a new certificate never runs with an old key.</summary>
    public (X509Certificate2 Leaf, SslStreamCertificateContext Context) Load()
    {
        var certificateText = ReadText(Certificate);
        var leaf = Pair(certificateText, Key == Certificate ? certificateText : ReadText(Key));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificateText);
        // offline: a handshake must never wait for a download of missing intermediates.
        return (leaf, SslStreamCertificateContext.Create(leaf, chain, offline: true));
    }

    /// <summary>Whether people outside the owner and group can read the key, or the group can change it.</summary>
    public bool IsKeyExposed() => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Key) & Others) != 0;

    private X509Certificate2 Pair(string certificateText, string keyText)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificateText, keyText);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CertificateException(
                $"{Certificate} and {Key} are no PEM certificate (leaf first) with its unencrypted key: {e.Message}", e);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static string StampOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists
                ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}")
                : "-";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "-";
        }
    }
}
