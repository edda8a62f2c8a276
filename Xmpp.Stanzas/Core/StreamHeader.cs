namespace Xmpp.Stanzas.Core;

/// <summary>
/// The opening <c>&lt;stream:stream&gt;</c> tag as it was read (RFC 6120 §4.7): attribute values unchecked, null where
/// the attribute is missing.
/// </summary>
public sealed record StreamHeader
{
    public string? To { get; init; }
    public string? From { get; init; }
    public string? Id { get; init; }
    public string? Version { get; init; }
    public string? Lang { get; init; }

    /// <summary>The namespace of the root element; only <c>http://etherx.jabber.org/streams</c> is legal (§4.8.1).</summary>
    public required string StreamNamespace { get; init; }

    /// <summary>The root element's local name; only <c>stream</c> is legal.</summary>
    public required string LocalName { get; init; }

    /// <summary>The root element's prefix, empty if it has none; §4.8.5 asks for <c>stream</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>The default namespace declared on the header (§4.8.2), empty if none.</summary>
    public required string ContentNamespace { get; init; }

    /// <summary>True when the header declares prefixes besides that of the stream, <c>xml</c>, and dialback's.</summary>
    public bool HasOtherPrefixes { get; init; }

    /// <summary>True when the header declares the dialback namespace <c>jabber:server:dialback</c> (XEP-0220 §2.1).</summary>
    public bool DeclaresDialback { get; init; }
}
