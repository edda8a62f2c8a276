using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Xmpp.Server.Federation.Identity;

/// <summary>
/// Reads the subjectAltName's DER (RFC 5280 §4.2.1.6). Never a printed form of it, in which one name can look like two
/// (CVE-2025-59154), and never the subject's common name (RFC 9525 §2).
/// </summary>
internal static class SubjectAltNames
{
    private const string Oid = "2.5.29.17";
    private const string DnsSrv = "1.3.6.1.5.5.7.8.7"; // RFC 4985 §2
    private const string XmppAddr = "1.3.6.1.5.5.7.8.5"; // RFC 6120 §13.7.1.4

    private static readonly Asn1Tag OtherName = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag OtherValue = OtherName;
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>False if the extension is there twice or is no DER: then none of its names counts.</summary>
    public static bool TryRead(X509Certificate2 certificate, out PresentedNames names)
    {
        names = PresentedNames.None;
        var extensions = certificate.Extensions.Where(extension => extension.Oid?.Value == Oid).ToList();
        if (extensions.Count == 0)
            return true;
        // RFC 5280 §4.2: not more than one instance of an extension.
        return extensions.Count == 1 && TryRead(extensions[0].RawData, out names);
    }

    /// <summary>The same for the extension's value.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> der, out PresentedNames names)
    {
        try
        {
            names = Read(der);
            return true;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            names = PresentedNames.None;
            return false;
        }
    }

    private static PresentedNames Read(ReadOnlyMemory<byte> der)
    {
        List<string> dns = [];
        List<string> srv = [];
        List<string> xmpp = [];
        List<IPAddress> addresses = [];
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            if (tag.HasSameClassAndValue(DnsName))
                Add(dns, Ascii(sequence.ReadOctetString(DnsName)));
            else if (tag.HasSameClassAndValue(IpAddress))
                Add(addresses, sequence.ReadOctetString(IpAddress));
            else if (tag.HasSameClassAndValue(OtherName))
                ReadOtherName(sequence.ReadSequence(OtherName), srv, xmpp);
            else
                sequence.ReadEncodedValue();
        }
        return new PresentedNames(dns, srv, xmpp, addresses);
    }

    // OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY DEFINED BY type-id }
    private static void ReadOtherName(AsnReader other, List<string> srv, List<string> xmpp)
    {
        var type = other.ReadObjectIdentifier();
        var value = other.ReadSequence(OtherValue);
        other.ThrowIfNotEmpty();
        if (type == DnsSrv)
            Add(srv, Ascii(Content(value, UniversalTagNumber.IA5String)));
        else if (type == XmppAddr)
            Add(xmpp, Utf8(Content(value, UniversalTagNumber.UTF8String)));
    }

    // A name of a kind that the specification does not give it is not that name; other names stay what they are.
    private static byte[]? Content(AsnReader value, UniversalTagNumber kind)
    {
        if (!value.PeekTag().HasSameClassAndValue(new Asn1Tag(kind)))
            return null;
        var content = value.PeekContentBytes().ToArray();
        value.ReadEncodedValue();
        value.ThrowIfNotEmpty();
        return content;
    }

    // RFC 5280 §4.2.1.6: IA5String. Octets above make it no name; a NUL is left to NameMatch, which knows no such label.
    private static string? Ascii(byte[]? octets) =>
        octets is not null && System.Text.Ascii.IsValid(octets) ? Encoding.ASCII.GetString(octets) : null;

    private static string? Utf8(byte[]? octets)
    {
        try
        {
            return octets is null ? null : StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static void Add(List<string> names, string? name)
    {
        if (name is not null)
            names.Add(name);
    }

    private static void Add(List<IPAddress> addresses, byte[] octets)
    {
        if (octets.Length is 4 or 16)
            addresses.Add(new IPAddress(octets));
    }
}
