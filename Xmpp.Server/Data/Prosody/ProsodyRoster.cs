using System.Xml.Linq;
using Xmpp.Server.Roster;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Data.Prosody;

/// <summary>The store "roster": contacts by address, and under false what waits and what is approved.</summary>
internal static class ProsodyRoster
{
    public static IEnumerable<DataPart> Read(Jid account, IProsodyStores stores, DataReport report)
    {
        if (stores.Read("roster", DataKind.Roster) is not { } table)
            yield break;
        var rest = table[false] as LuaTable;
        var approved = rest?.Table("approved");
        var known = new HashSet<Jid>();
        foreach (var (key, value) in table.Entries.Where(entry => entry.Key is LuaText))
        {
            var text = ((LuaText)key).ToString();
            if (text == "pending")
                continue; // as Prosody had it once
            if (Jid.TryParse(text, out var contact) && value is LuaTable item && ToItem(contact, item, approved?[text] is true) is { } read)
            {
                known.Add(contact);
                yield return new DataPart.Contact(read);
            }
            else
            {
                report.Refuse(DataKind.Roster, account.ToString(), $"the contact {text} cannot be read");
            }
        }
        foreach (var (key, _) in approved?.Entries ?? [])
        {
            if (key is LuaText text && Jid.TryParse(text.ToString(), out var contact) && known.Add(contact))
                yield return new DataPart.Contact(new RosterItem(contact, null, [], Subscription.None, false, true));
        }
        foreach (var part in Requests(account, rest?.Table("pending") ?? table.Table("pending"), report))
            yield return part;
    }

    private static RosterItem? ToItem(Jid contact, LuaTable item, bool approved)
    {
        if (RosterElements.SubscriptionOf(item.Text("subscription") ?? "none") is not { } subscription)
            return null;
        var groups = item.Table("groups")?.Entries.Where(g => g.Key is LuaText && g.Value is true)
            .Select(g => g.Key.ToString() ?? "").Where(g => g.Length > 0).Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
        return new RosterItem(
            contact, item.Text("name"), [.. groups], subscription,
            item.Text("ask") == "subscribe" && !subscription.HasFlag(Subscription.To), approved || item["approved"] is true);
    }

    // The stanza where Prosody has kept it, else one that says the same.
    private static IEnumerable<DataPart> Requests(Jid account, LuaTable? pending, DataReport report)
    {
        foreach (var (key, value) in pending?.Entries ?? [])
        {
            if (key is not LuaText text || !Jid.TryParse(text.ToString(), out var contact))
            {
                report.Refuse(DataKind.Requests, account.ToString(), "a waiting request is of no address");
                continue;
            }
            var element = (value as LuaTable is { } table ? ProsodyStanza.Read(table) : null) ?? new XElement(XmppNames.Presence);
            element.SetAttributeValue("type", "subscribe");
            element.SetAttributeValue("from", contact.ToString());
            element.SetAttributeValue("to", account.ToString());
            if (Stanza.Read(element, out var stanza) is null && stanza is Presence presence)
                yield return new DataPart.Request(presence, null);
        }
    }
}
