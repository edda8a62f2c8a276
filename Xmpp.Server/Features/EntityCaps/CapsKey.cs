using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.EntityCaps;

/// <summary>What a presence says of the capabilities of who sent it.</summary>
/// <param name="Kind">By which specification.</param>
/// <param name="Hash">The name of the hash function; empty for none.</param>
/// <param name="Version">The hash.</param>
/// <param name="Entity">Null when the hash stands for the same with everybody, else whom alone it says something of.</param>
internal sealed record CapsKey(CapsKind Kind, string Hash, string Version, Jid? Entity)
{
    private const int MaxLength = 512;

    private static readonly XName s_caps = XNamespace.Get("http://jabber.org/protocol/caps") + "c";
    private static readonly XName s_caps2 = XNamespace.Get("urn:xmpp:caps") + "c";
    private static readonly XName s_hash = XNamespace.Get("urn:xmpp:hashes:2") + "hash";

    /// <summary>The node to ask, which is not part of what is known under the key.</summary>
    public string Node { get; init; } = "";

    public bool Equals(CapsKey? other) =>
        other is not null && Version == other.Version && Hash == other.Hash && Kind == other.Kind && Entity == other.Entity;

    public override int GetHashCode() => HashCode.Combine(Version, Hash, Entity);

    /// <summary>The capabilities in a presence, or null if it names none.</summary>
    /// <param name="presence">An available presence.</param>
    /// <param name="entity">Who sent it.</param>
    public static CapsKey? Of(Presence presence, Jid entity)
    {
        if (presence.Element.Element(s_caps) is { } caps)
            return OfCaps(caps, entity);
        return presence.Element.Element(s_caps2) is { } caps2 ? OfCaps2(caps2) : null;
    }

    // XEP-0115 §5.4: a hash that we cannot check says something only of the one who sent it.
    private static CapsKey? OfCaps(XElement caps, Jid entity)
    {
        var (node, version) = ((string?)caps.Attribute("node"), (string?)caps.Attribute("ver"));
        if (node is not { Length: > 0 and <= MaxLength } || version is not { Length: > 0 and <= MaxLength })
            return null;
        var hash = (string?)caps.Attribute("hash") ?? "";
        var isKnown = CapsHash.IsKnown(hash);
        return new CapsKey(CapsKind.Caps, isKnown ? hash : "", isKnown ? version : $"{node}#{version}", isKnown ? null : entity)
        {
            Node = $"{node}#{version}",
        };
    }

    // XEP-0390 §4.3
    private static CapsKey? OfCaps2(XElement caps)
    {
        foreach (var element in caps.Elements(s_hash))
        {
            var hash = (string?)element.Attribute("algo") ?? "";
            var value = element.Value.Trim();
            if (CapsHash.IsKnown(hash) && value.Length is > 0 and <= MaxLength)
                return new CapsKey(CapsKind.Caps2, hash, value, null) { Node = $"urn:xmpp:caps#{hash}.{value}" };
        }
        return null;
    }
}
