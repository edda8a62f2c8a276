using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Foreign;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>The tables "rosterusers" and "rostergroups". Who waits for an answer is in the roster with them, too.</summary>
internal static class EjabberdRoster
{
    public static IEnumerable<DataPart> Read(EjabberdDatabase database, Jid account, DataReport report)
    {
        var groups = database.RosterGroups(account.Domain, account.Local ?? "").ToLookup(row => row["jid"] ?? "", row => row["grp"] ?? "");
        foreach (var row in database.Roster(account.Domain, account.Local ?? ""))
        {
            if (!Jid.TryParse(row["jid"], out var contact) || SubscriptionOf(row) is not { } subscription
                || row["ask"] is not ("N" or "O" or "I" or "B" or "S" or "U"))
            {
                report.Refuse(DataKind.Roster, account.ToString(), $"the contact {row["jid"]} cannot be read");
                continue;
            }
            var asks = row["ask"] is "I" or "B";
            var item = new RosterItem(
                contact, row["nick"] is { Length: > 0 } name ? name : null,
                [.. groups[row["jid"] ?? ""].Where(group => group.Length > 0).Distinct(StringComparer.Ordinal)], subscription,
                row["ask"] is "O" or "B" or "S" && !subscription.HasFlag(Subscription.To), false);
            // RFC 6121 §3.1.3: who only asks is in nobody's roster.
            if (!asks || item.PendingOut || subscription != Subscription.None || item.Name is not null || item.Groups.Length > 0)
                yield return new DataPart.Contact(item);
            if (asks && Request(account, contact, row["askmessage"]) is { } request)
                yield return new DataPart.Request(request, null);
        }
    }

    private static Subscription? SubscriptionOf(EjabberdRow row) => row["subscription"] switch
    {
        "N" => Subscription.None,
        "T" => Subscription.To,
        "F" => Subscription.From,
        "B" => Subscription.Both,
        _ => null,
    };

    private static Presence? Request(Jid account, Jid contact, string? text)
    {
        var element = new XElement(
            XmppNames.Presence, new XAttribute("type", "subscribe"), new XAttribute("from", contact.Bare.ToString()),
            new XAttribute("to", account.ToString()));
        if (!string.IsNullOrEmpty(text))
            element.Add(new XElement(XmppNames.Client + "status", Plain(text)));
        return Stanza.Read(element, out var stanza) is null ? stanza as Presence : null;
    }

    // XML 1.0 §2.2
    private static string Plain(string text) => string.Concat(text.Where(System.Xml.XmlConvert.IsXmlChar));
}
