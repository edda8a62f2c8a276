using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xmpp.Server.Transport;

namespace Xmpp.Tests.Federation.Identity;

/// <summary>An authority that signs everything, however wrong.</summary>
internal sealed class Forge : IDisposable
{
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    private const string SrvOid = "1.3.6.1.5.5.7.8.7";
    private const string XmppOid = "1.3.6.1.5.5.7.8.5";

    private static int Count;

    private readonly int _number = Interlocked.Increment(ref Count);
    private readonly ECDsa _intermediateKey = NewKey();

    public Forge(DateTimeOffset now)
    {
        Now = now;
        using var rootKey = NewKey();
        Root = Request($"CN=Root {_number}", rootKey, isAuthority: true).CreateSelfSigned(now.AddYears(-5), now.AddYears(20));
        Intermediate = NewAuthority(_intermediateKey);
    }

    public DateTimeOffset Now { get; }
    public X509Certificate2 Root { get; }
    public X509Certificate2 Intermediate { get; }

    /// <summary>An intermediate of the root, with further extensions.</summary>
    public X509Certificate2 NewAuthority(ECDsa key, params X509Extension[] extensions)
    {
        var request = Request($"CN=Intermediate {_number}", key, isAuthority: true);
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        using var signed = request.Create(Root, Now.AddYears(-4), Now.AddYears(19), Serial());
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate of the intermediate, or of another authority.</summary>
    public PeerCertificate Issue(
        X509Extension? san = null, string subject = "CN=somebody", DateTimeOffset? from = null, DateTimeOffset? to = null,
        string[]? usages = null, X509KeyUsageFlags? keyUsage = null, X509Certificate2? by = null)
    {
        using var key = NewKey();
        var request = Request(subject, key, isAuthority: false);
        if (san is not null)
            request.CertificateExtensions.Add(san);
        if (usages is not null)
            request.CertificateExtensions.Add(Usages(usages));
        if (keyUsage is { } flags)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        var signer = by ?? Intermediate;
        var leaf = request.Create(signer, from ?? Now.AddDays(-10), to ?? Now.AddDays(80), Serial());
        return new PeerCertificate(leaf, [X509CertificateLoader.LoadCertificate(signer.RawDataMemory.Span)]);
    }

    /// <summary>Twice the same extension, which no library makes: an issuerAltName that is renamed, and signed again.</summary>
    public PeerCertificate IssueTwoSans(X509Extension first, X509Extension second)
    {
        using var key = NewKey();
        var request = Request("CN=somebody", key, isAuthority: false);
        request.CertificateExtensions.Add(first);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.18", second.RawData, critical: false));
        using var one = request.Create(Intermediate, Now.AddDays(-1), Now.AddDays(1), Serial());
        var parts = new AsnReader(one.RawData, AsnEncodingRules.DER).ReadSequence();
        var signed = parts.ReadEncodedValue().ToArray();
        signed[signed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x06, 0x03, 0x55, 0x1d, 0x12]) + 4] = 0x11;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            writer.WriteEncodedValue(parts.ReadEncodedValue().Span);
            writer.WriteBitString(_intermediateKey.SignData(
                signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
        return new PeerCertificate(X509CertificateLoader.LoadCertificate(writer.Encode()), [Intermediate]);
    }

    public static PeerCertificate SelfSigned(DateTimeOffset now, X509Extension san)
    {
        using var key = NewKey();
        var request = Request("CN=capulet.example", key, isAuthority: false);
        request.CertificateExtensions.Add(san);
        return new PeerCertificate(request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1)), []);
    }

    public static X509Extension Usages(params string[] usages)
    {
        var oids = new OidCollection();
        foreach (var usage in usages)
            oids.Add(new Oid(usage));
        return new X509EnhancedKeyUsageExtension(oids, critical: false);
    }

    /// <summary>nameConstraints: only DNS names below this one (RFC 5280 §4.2.1.10).</summary>
    public static X509Extension Constraint(string dns)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
        using (writer.PushSequence())
            writer.WriteOctetString(Encoding.ASCII.GetBytes(dns), new Asn1Tag(TagClass.ContextSpecific, 2));
        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }

    /// <summary>"dns:NAME", "srv:NAME", "xmpp:NAME", "ip:ADDRESS", "mail:NAME", "uri:NAME", "utf8srv:NAME".</summary>
    public static X509Extension San(params string[] names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names)
            {
                var colon = name.IndexOf(':', StringComparison.Ordinal);
                Write(writer, name[..colon], name[(colon + 1)..]);
            }
        }
        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    public static X509Extension RawSan(params byte[] der) => new("2.5.29.17", der, critical: false);

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        Root.Dispose();
        Intermediate.Dispose();
        _intermediateKey.Dispose();
    }

    private static void Write(AsnWriter writer, string kind, string name)
    {
        switch (kind)
        {
            case "dns": WriteImplicit(writer, 2, Encoding.Latin1.GetBytes(name)); break;
            case "mail": WriteImplicit(writer, 1, Encoding.Latin1.GetBytes(name)); break;
            case "uri": WriteImplicit(writer, 6, Encoding.Latin1.GetBytes(name)); break;
            case "ip": WriteImplicit(writer, 7, IPAddress.Parse(name).GetAddressBytes()); break;
            case "srv": WriteOther(writer, SrvOid, UniversalTagNumber.IA5String, Encoding.Latin1.GetBytes(name)); break;
            case "utf8srv": WriteOther(writer, SrvOid, UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(name)); break;
            case "xmpp": WriteOther(writer, XmppOid, UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(name)); break;
            default: throw new ArgumentException(kind);
        }
    }

    private static void WriteImplicit(AsnWriter writer, int tag, byte[] octets) =>
        writer.WriteOctetString(octets, new Asn1Tag(TagClass.ContextSpecific, tag));

    private static void WriteOther(AsnWriter writer, string oid, UniversalTagNumber kind, byte[] octets)
    {
        var zero = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        using (writer.PushSequence(zero))
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSequence(zero))
                writer.WriteEncodedValue([(byte)kind, checked((byte)octets.Length), .. octets]);
        }
    }

    private static CertificateRequest Request(string subject, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        return request;
    }

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(12);
}
