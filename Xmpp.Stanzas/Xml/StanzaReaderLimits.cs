namespace Xmpp.Stanzas.Xml;

/// <summary>What one element on a stream may cost (RFC 6120 §13.12; policy). All are checked while reading.</summary>
/// <param name="MaxBytes">Octets from the first '&lt;' of a top-level element to its last '&gt;'; at least 10,000 (§13.12).</param>
/// <param name="MaxDepth">Levels of elements below the stream header.</param>
/// <param name="MaxAttributes">Attributes on one element, namespace declarations included.</param>
/// <param name="MaxNameBytes">Octets of one qualified name, and of one namespace name.</param>
public sealed record StanzaReaderLimits(
    int MaxBytes = 262_144,
    int MaxDepth = 64,
    int MaxAttributes = 128,
    int MaxNameBytes = 256)
{
    /// <summary>Before login nothing legal is large (cases ABU-01).</summary>
    public static readonly StanzaReaderLimits BeforeLogin = new(10_000, 16, 32, 128);
}
