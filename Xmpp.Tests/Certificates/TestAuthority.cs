using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Tests.Certificates;

/// <summary>A certificate authority of the tests: a root and an intermediate that signs for hosts.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _intermediate;

    public TestAuthority(DateTimeOffset now)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = Request("Test Root", rootKey, isAuthority: true);
        Root = root.CreateSelfSigned(now.AddYears(-5), now.AddYears(20));
        using var signed = Request("Test Intermediate", _intermediateKey, isAuthority: true)
            .Create(Root, now.AddYears(-4), now.AddYears(19), Serial());
        _intermediate = signed.CopyWithPrivateKey(_intermediateKey);
    }

    public X509Certificate2 Root { get; }
    public X509Certificate2 Intermediate => _intermediate;

    /// <summary>Certificate with chain, and key, both as PEM.</summary>
    public (string Certificate, string Key) Issue(DateTimeOffset from, DateTimeOffset to, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(names[0], key, isAuthority: false);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        using var leaf = request.Create(_intermediate, from, to, Serial());
        return (leaf.ExportCertificatePem() + "\n" + _intermediate.ExportCertificatePem() + "\n",
            key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
        _intermediateKey.Dispose();
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        return request;
    }

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(12);
}
