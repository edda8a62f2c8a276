using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Roster;

/// <summary>
/// What a client may set of a roster item (RFC 6121 §2.3, §2.4, §2.5): name and groups, or its removal. Subscription,
/// ask and approved are the server's and are not even read (§2.1.2).
/// </summary>
internal sealed record RosterSet(Jid Contact, bool IsRemoval, string? Name, ImmutableArray<string> Groups)
{
    /// <summary>Reads the query of a roster set; the errors are those of §2.3.3 and cases ROS-02.</summary>
    public static StanzaError? Read(XElement query, LimitOptions limits, out RosterSet? set)
    {
        set = null;
        var items = query.Elements().ToList();
        if (items.Count != 1 || items[0].Name != RosterNames.Item)
            return StanzaError.BadRequest;
        var item = items[0];
        if (!Jid.TryParse((string?)item.Attribute(RosterNames.Jid), out var contact))
            return item.Attribute(RosterNames.Jid) is null ? StanzaError.BadRequest : StanzaError.JidMalformed;
        if ((string?)item.Attribute(RosterNames.Subscription) == "remove")
        {
            set = new RosterSet(contact.Bare, true, null, []);
            return null;
        }
        var name = (string?)item.Attribute(RosterNames.Name);
        if (name?.Length > limits.NameLength)
            return StanzaError.NotAcceptable;
        if (ReadGroups(item, limits, out var groups) is { } error)
            return error;
        set = new RosterSet(contact.Bare, false, string.IsNullOrEmpty(name) ? null : name, groups);
        return null;
    }

    private static StanzaError? ReadGroups(XElement item, LimitOptions limits, out ImmutableArray<string> groups)
    {
        groups = [.. item.Elements(RosterNames.Group).Select(g => g.Value)];
        if (groups.Distinct(StringComparer.Ordinal).Count() != groups.Length)
            return StanzaError.BadRequest;
        if (groups.Any(g => g.Length == 0 || g.Length > limits.NameLength) || groups.Length > limits.GroupsPerItem)
            return StanzaError.NotAcceptable;
        return null;
    }
}
