using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Xmpp.Server.Certificates;

/// <summary>The certificate that a host without a configured one gets at the first start.</summary>
internal static class SelfSignedCertificate
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    // People pin it by hand in their clients, so it must not change under them.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    public static CertificateFiles FilesFor(string host, string directory)
    {
        // The colon of an IPv6 host is no letter for file names everywhere.
        var name = HostNames.ToAscii(host).Replace(':', '_');
        return new CertificateFiles(Path.Combine(directory, $"{name}.crt"), Path.Combine(directory, $"{name}.key"));
    }

    /// <summary>Makes an ECDSA P-256 certificate in the two files, key first, each appearing as a whole.</summary>
    public static void Create(string host, CertificateFiles files, TimeProvider time)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(files.Certificate)) ?? ".";
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerDirectory);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            new X500DistinguishedName(CommonName(host)), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(Names(host));
        // An hour back: the clock of a client may be a little behind ours.
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now + Lifetime);
        Write(files.Key, key.ExportPkcs8PrivateKeyPem());
        Write(files.Certificate, certificate.ExportCertificatePem());
    }

    private static string CommonName(string host)
    {
        // X.520 ub-common-name is 64; the names that count are in the subjectAltName.
        var name = HostNames.ToAscii(host);
        return $"CN={(name.Length <= 64 ? name : "xmpp")}";
    }

    private static X509Extension Names(string host)
    {
        // RFC 6120 §13.7.1.2.1: the domain as DNS-ID.
        var names = new SubjectAlternativeNameBuilder();
        if (HostNames.ToAddress(host) is { } address)
            names.AddIpAddress(address);
        else
            names.AddDnsName(HostNames.ToAscii(host));
        if (host == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }
        return names.Build();
    }

    private static void Write(string path, string pem)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(temporary, options))
            stream.Write(Encoding.ASCII.GetBytes(pem + "\n"));
        File.Move(temporary, path, overwrite: true);
    }
}
