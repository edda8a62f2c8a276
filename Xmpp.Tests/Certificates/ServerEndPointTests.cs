using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xmpp.Server.Certificates;

namespace Xmpp.Tests.Certificates;

public class ServerEndPointTests
{
    private readonly RSA _rsa = RSA.Create(2048);

    [OneTimeTearDown]
    public void TearDown() => _rsa.Dispose();

    [TestCase("SHA256", "SHA256")]
    [TestCase("SHA384", "SHA384")]
    [TestCase("SHA512", "SHA512")]
    [Spec("RFC 5929", "4.1"), Case("AUTH-10")]
    public void The_hash_of_the_signature_is_taken(string signed, string expected)
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedName("CN=capulet.example");
        var hash = new HashAlgorithmName(signed);
        foreach (var request in new[]
        {
            new CertificateRequest(name, _rsa, hash, RSASignaturePadding.Pkcs1), new CertificateRequest(name, ec, hash),
        })
        {
            using var certificate = Sign(request);
            var endPoint = ServerEndPoint.Of(certificate);
            Assert.That(
                endPoint, Is.EqualTo(CryptographicOperations.HashData(new HashAlgorithmName(expected), certificate.RawData)),
                certificate.SignatureAlgorithm.FriendlyName);
            Assert.That(ServerEndPoint.Of(certificate), Is.SameAs(endPoint), "computed once");
        }
    }

    // `openssl x509 -outform der | sha256sum` of a certificate that .NET would not sign.
    [Test, Spec("RFC 5929", "4.1"), Case("AUTH-10")]
    public void Sha_1_is_replaced_by_sha_256()
    {
        using var certificate = X509Certificate2.CreateFromPem("""
            -----BEGIN CERTIFICATE-----
            MIIBiTCCATCgAwIBAgIUQLSN/UE0Z0w0fjXLtSHfGnF0SpQwCQYHKoZIzj0EATAa
            MRgwFgYDVQQDDA9jYXB1bGV0LmV4YW1wbGUwIBcNMjYxMTI2MjIxMjUxWhgPMjEy
            NjExMDIyMjEyNTFaMBoxGDAWBgNVBAMMD2NhcHVsZXQuZXhhbXBsZTBZMBMGByqG
            SM49AgEGCCqGSM49AwEHA0IABPbvKLGwa197xRq5UzbJZAAmiJSaAWB7NIhSzQwC
            5baO+Aki9YSJUfo2yWWpzoo5MmJgtgg9gaEBt0goQkVrAd+jUzBRMB0GA1UdDgQW
            BBT9aAwg+11NDMD1QmwsKMYh9PDRyDAfBgNVHSMEGDAWgBT9aAwg+11NDMD1Qmws
            KMYh9PDRyDAPBgNVHRMBAf8EBTADAQH/MAkGByqGSM49BAEDSAAwRQIhAOSuuLIV
            0QcUvaRaS6JcKUnFSRXXXpUwI5MAgfcRZ+CkAiBxT9mLATWCLw52FBio4lmqfsiV
            KBQEyp79ml+uCuVL8A==
            -----END CERTIFICATE-----
            """);
        Assert.That(
            Convert.ToHexStringLower(ServerEndPoint.Of(certificate)!),
            Is.EqualTo("1ffe288c0ae2ae813b9d89347b0d2d2bdffd8581d1d2462c2dca3dad2c6ce86e"));
    }

    [Test, Spec("RFC 5929", "4.1")]
    public void A_signature_whose_hash_is_not_in_its_name_has_none()
    {
        using var certificate = Sign(new CertificateRequest(
            new X500DistinguishedName("CN=capulet.example"), _rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        Assert.That(ServerEndPoint.Of(certificate), Is.Null);
    }

    private static X509Certificate2 Sign(CertificateRequest request)
    {
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
