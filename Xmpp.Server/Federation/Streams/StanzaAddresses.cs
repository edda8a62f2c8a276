using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Federation.Streams;

/// <summary>'from' and 'to' of what a server sends, against what its stream has proved (RFC 6120 §8.1, cases S2S-03).</summary>
internal static class StanzaAddresses
{
    /// <summary>The stream error that the stanza deserves, or null.</summary>
    /// <param name="element">The stanza as it came.</param>
    /// <param name="proved">The pairs of its stream.</param>
    /// <param name="domains">Ours.</param>
    /// <param name="from">The sender.</param>
    /// <param name="pair">The pair that it goes by.</param>
    public static StreamError? Check(
        XElement element, ImmutableHashSet<DomainPair> proved, LocalDomains domains, out Jid from, out DomainPair pair)
    {
        from = null!;
        pair = default;
        if (proved.IsEmpty)
            return StreamError.NotAuthorized; // §4.9.3.12
        var text = (string?)element.Attribute(XmppNames.To);
        // §4.9.3.7: missing, empty, or no address.
        if (string.IsNullOrEmpty(text) || !Jid.TryParse((string?)element.Attribute(XmppNames.From), out var sender))
            return StreamError.ImproperAddressing;
        from = sender;
        if (!TryFind(proved, sender.Domain, out pair))
            return StreamError.InvalidFrom; // §4.9.3.9
        // What is wrong with a 'to' is told in a stanza error: one user's mistake shall not end the stream for all.
        if (!Jid.TryParse(text, out var to))
            return null;
        pair = new DomainPair(to.Domain, sender.Domain);
        if (proved.Contains(pair))
            return null;
        return domains.Contains(to.Domain) ? StreamError.NotAuthorized : StreamError.HostUnknown; // §4.9.3.6
    }

    private static bool TryFind(ImmutableHashSet<DomainPair> proved, string remote, out DomainPair pair)
    {
        foreach (var known in proved)
        {
            if (known.Remote != remote)
                continue;
            pair = known;
            return true;
        }
        pair = default;
        return false;
    }
}
