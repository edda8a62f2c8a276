using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xmpp.Server.Certificates;

namespace Xmpp.Server.Federation.Identity;

/// <summary>Reads the operator's root certificates: PEM files, or folders of them.</summary>
internal static class RootFiles
{
    /// <summary>All of them; throws <see cref="CertificateException"/> for a file that is missing or has none.</summary>
    public static X509Certificate2Collection Load(IReadOnlyList<string> paths)
    {
        var roots = new X509Certificate2Collection();
        foreach (var path in paths)
        {
            var files = Directory.Exists(path) ? Files(path) : [path];
            foreach (var file in files)
                Add(roots, file);
        }
        return roots;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file) is ".pem" or ".crt" or ".cer")
            .Order(StringComparer.Ordinal);

    private static void Add(X509Certificate2Collection roots, string file)
    {
        var before = roots.Count;
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{file} cannot be read as PEM certificates: {e.Message}", e);
        }
        if (roots.Count == before)
            throw new CertificateException($"{file} has no certificate");
    }
}
