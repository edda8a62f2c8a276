using Xmpp.Server.Configuration;

namespace Xmpp.Server.Certificates;

/// <summary>One host, its files, and what was last read from them.</summary>
internal sealed class CertificateSlot
{
    public CertificateSlot(HostOptions host, string directory)
    {
        Host = host.Name;
        IsSelfMade = host.Certificate is null;
        Files = host.Certificate is { } certificate
            ? new CertificateFiles(certificate, host.Key ?? certificate)
            : SelfSignedCertificate.FilesFor(host.Name, directory);
    }

    public string Host { get; }
    public bool IsSelfMade { get; }
    public CertificateFiles Files { get; }
    public HostCertificate? Current { get; private set; }
    private string Stamp { get; set; } = "";

    /// <summary>Whether the files are not those that were read last; a pair that was refused is not read again.</summary>
    public bool HasChanged => Files.Stamp() != Stamp;

    /// <summary>Reads what is on the disk now, without using it.</summary>
    public HostCertificate Read()
    {
        // Taken before reading: a change while we read is seen as one the next time.
        Stamp = Files.Stamp();
        var (leaf, context) = Files.Load();
        return new HostCertificate(Host, context, leaf, IsSelfMade);
    }

    public void Use(HostCertificate certificate) => Current = certificate;
}
