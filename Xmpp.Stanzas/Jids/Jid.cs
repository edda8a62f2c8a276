using System.Diagnostics.CodeAnalysis;

namespace Xmpp.Stanzas.Jids;

/// <summary>An XMPP address (RFC 7622): prepared once, immutable, cheap to compare.</summary>
/// <remarks>
/// Known differences from other servers. We refuse what RFC 7622 refuses: a leading space in the resourcepart, labels
/// with an underscore, emoji domains, variation selectors and joiners in emoji (RTE-11, RTE-12), symbols such as the
/// euro sign in localparts. A name that ends like a number must be an IPv4 address. Final sigma is its own letter.
/// </remarks>
public sealed class Jid : IEquatable<Jid>
{
    // RFC 7622 §3.1: three parts of at most 1023 octets; nothing longer than what could become that is looked at.
    private const int MaxInputLength = (3 * PartLimits.MaxInputLength) + 2;
    private static readonly JidCache Recent = new(8192);
    private readonly string _text;
    private readonly int _hash;
    private Jid? _bare;

    private Jid(string? local, string domain, string? resource, string text)
    {
        Local = local;
        Domain = domain;
        Resource = resource;
        _text = text;
        _hash = text.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>The prepared localpart, or null.</summary>
    public string? Local { get; }

    /// <summary>The prepared domainpart.</summary>
    public string Domain { get; }

    /// <summary>The prepared resourcepart, or null.</summary>
    public string? Resource { get; }

    /// <summary>The address without resourcepart; this very object if it has none.</summary>
    public Jid Bare => Resource is null ? this : _bare ??= FromPrepared(Local, Domain, null);

    public bool IsBare => Resource is null;
    public bool IsFull => Resource is not null;

    /// <summary>Splits (RFC 7622 §3.1), prepares and checks an address; false on any string that is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxInputLength)
            return false;
        if (text.Length <= JidCache.MaxTextLength)
            jid = Recent.Find(text, text.GetHashCode(StringComparison.Ordinal));
        if (jid is not null)
            return true;
        if (!TrySplit(text, out jid))
            return false;
        // Only text in prepared form: other spellings are rare, and would need a key of their own.
        if (ReferenceEquals(jid._text, text))
            Recent.Add(jid);
        return true;
    }

    /// <summary>Prepares and checks each part; null means that the part is absent, empty is an error.</summary>
    public static bool TryCreate(string? local, string domain, string? resource, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        string? preparedLocal = null;
        string? preparedResource = null;
        if (!DomainPart.TryPrepare(domain, out var preparedDomain)
            || (local is not null && !LocalPart.TryPrepare(local, out preparedLocal))
            || (resource is not null && !ResourcePart.TryPrepare(resource, out preparedResource)))
        {
            return false;
        }
        jid = FromPrepared(preparedLocal, preparedDomain, preparedResource);
        return true;
    }

    /// <summary>For constants of the program: throws <see cref="FormatException"/> on what is no address.</summary>
    public static Jid Parse(string text) =>
        TryParse(text, out var jid) ? jid : throw new FormatException($"Not an XMPP address: {text}");

    /// <summary>This address with a resourcepart, which is prepared and checked.</summary>
    public bool TryWithResource(string resource, [NotNullWhen(true)] out Jid? jid)
    {
        jid = ResourcePart.TryPrepare(resource, out var prepared) ? FromPrepared(Local, Domain, prepared) : null;
        return jid is not null;
    }

    public bool Equals(Jid? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _text == other._text);

    public override bool Equals(object? obj) => Equals(obj as Jid);
    public override int GetHashCode() => _hash;
    public override string ToString() => _text;

    public static bool operator ==(Jid? left, Jid? right) => left is null ? right is null : left.Equals(right);
    public static bool operator !=(Jid? left, Jid? right) => !(left == right);

    internal bool Is(string text, int hash) => _hash == hash && _text == text;

    // RFC 7622 §3.2: the first '/' ends the address proper, then the first '@' ends the localpart. Both before any
    // mapping, which could make new ones.
    private static bool TrySplit(string text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        var bareLength = text.IndexOf('/', StringComparison.Ordinal);
        if (bareLength < 0)
            bareLength = text.Length;
        var bare = text.AsSpan(0, bareLength);
        var at = bare.IndexOf('@');
        var rawLocal = at < 0 ? default : bare[..at];
        var rawDomain = bare[(at + 1)..];
        var rawResource = bareLength == text.Length ? default : text.AsSpan(bareLength + 1);
        string? local = null;
        string? resource = null;
        if (!DomainPart.TryPrepare(rawDomain, out var domain)
            || (at >= 0 && !LocalPart.TryPrepare(rawLocal, out local))
            || (bareLength < text.Length && !ResourcePart.TryPrepare(rawResource, out resource)))
        {
            return false;
        }
        // Text in prepared form is the address itself; no copy is made.
        jid = rawDomain.SequenceEqual(domain) && rawLocal.SequenceEqual(local) && rawResource.SequenceEqual(resource)
            ? new Jid(local, domain, resource, text)
            : FromPrepared(local, domain, resource);
        return true;
    }

    private static Jid FromPrepared(string? local, string domain, string? resource) =>
        new(local, domain, resource, (local, resource) switch
        {
            (null, null) => domain,
            (null, _) => $"{domain}/{resource}",
            (_, null) => $"{local}@{domain}",
            _ => $"{local}@{domain}/{resource}",
        });
}
