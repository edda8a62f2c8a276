using System.Diagnostics.CodeAnalysis;

namespace Xmpp.Stanzas.Jids;

/// <summary>An XMPP address (RFC 7622): prepared once, immutable, cheap to compare.</summary>
public sealed class Jid : IEquatable<Jid>
{
    private readonly string _text;
    private readonly int _hash;

    private Jid(string? local, string domain, string? resource)
    {
        Local = local;
        Domain = domain;
        Resource = resource;
        var bare = local is null ? domain : $"{local}@{domain}";
        _text = resource is null ? bare : $"{bare}/{resource}";
        _hash = string.GetHashCode(_text, StringComparison.Ordinal);
        Bare = resource is null ? this : new Jid(local, domain, null);
    }

    /// <summary>The prepared localpart, or null.</summary>
    public string? Local { get; }

    /// <summary>The prepared domainpart.</summary>
    public string Domain { get; }

    /// <summary>The prepared resourcepart, or null.</summary>
    public string? Resource { get; }

    /// <summary>The address without resourcepart; this very object if it has none.</summary>
    public Jid Bare { get; }

    public bool IsBare => Resource is null;
    public bool IsFull => Resource is not null;

    /// <summary>Splits (RFC 7622 §3.1), prepares and checks an address.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (string.IsNullOrEmpty(text))
            return false;
        string? resource = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var rest = text;
        if (slash >= 0)
        {
            resource = text[(slash + 1)..];
            rest = text[..slash];
        }
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        return TryCreate(at >= 0 ? rest[..at] : null, rest[(at + 1)..], resource, out jid);
    }

    /// <summary>Prepares and checks each part; null means that the part is absent, empty is an error.</summary>
    public static bool TryCreate(string? local, string domain, string? resource, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (local is "" || domain is "" || resource is "")
            return false;
        jid = new Jid(local, domain, resource);
        return true;
    }

    /// <summary>For constants of the program: throws <see cref="FormatException"/> on anything that is no address.</summary>
    public static Jid Parse(string text) =>
        TryParse(text, out var jid) ? jid : throw new FormatException($"Not an XMPP address: {text}");

    /// <summary>This address with a resourcepart, which is prepared and checked.</summary>
    public bool TryWithResource(string resource, [NotNullWhen(true)] out Jid? jid) =>
        TryCreate(Local, Domain, resource, out jid);

    public bool Equals(Jid? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _text == other._text);

    public override bool Equals(object? obj) => Equals(obj as Jid);
    public override int GetHashCode() => _hash;
    public override string ToString() => _text;

    public static bool operator ==(Jid? left, Jid? right) => left is null ? right is null : left.Equals(right);
    public static bool operator !=(Jid? left, Jid? right) => !(left == right);
}
