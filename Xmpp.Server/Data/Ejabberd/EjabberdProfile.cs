using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Foreign;
using Xmpp.Storage.LastActivity;
using Xmpp.Storage.Push;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>vCard, private elements, block list, preferences of the archive, last activity, push services.</summary>
internal static class EjabberdProfile
{
    /// <summary>What it notes as the last activity of an account that has never been online.</summary>
    private const string NeverOnline = "Registered but didn't login";

    public static IEnumerable<DataPart> Read(EjabberdDatabase database, Jid account, DataReport report)
    {
        var (host, user) = (account.Domain, account.Local ?? "");
        return
        [
            .. Elements(database.VCard(host, user), "vcard", DataKind.VCard, e => new DataPart.Card(e)),
            .. Elements(
                database.PrivateXml(host, user).Where(row => row["namespace"] != EjabberdAccount.Banned.NamespaceName), "data",
                DataKind.Private, e => new DataPart.PrivateElement(e)),
            .. Blocked(database, account, report),
            .. Parts(database.ArchivePreferences(host, user), DataKind.Preferences, PreferencesOf),
            .. Parts(database.LastSeen(host, user).Where(row => row["state"] != NeverOnline), DataKind.LastActivity, LastOf),
            .. Parts(database.PushServices(host, user), DataKind.Push, PushOf),
        ];

        IEnumerable<DataPart> Elements(IEnumerable<EjabberdRow> rows, string column, DataKind kind, Func<XElement, DataPart> part) =>
            Parts(rows, kind, row => ForeignElement.Read(row[column], XmppNames.Client) is { } element ? part(element) : null);

        IEnumerable<DataPart> Parts(IEnumerable<EjabberdRow> rows, DataKind kind, Func<EjabberdRow, DataPart?> part)
        {
            foreach (var row in rows)
            {
                if (part(row) is { } read)
                    yield return read;
                else
                    report.Refuse(kind, account.ToString(), "it cannot be read");
            }
        }
    }

    // XEP-0191 §5: what is blocked is what the default list denies altogether.
    private static IEnumerable<DataPart> Blocked(EjabberdDatabase database, Jid account, DataReport report)
    {
        var name = database.DefaultList(account.Domain, account.Local ?? "").Select(row => row["name"]).FirstOrDefault();
        foreach (var list in database.PrivacyLists(account.Domain, account.Local ?? ""))
        {
            if (name is null || list["name"] != name)
            {
                report.Unknown("privacy list that is not the default", account.ToString());
                continue;
            }
            foreach (var rule in database.PrivacyRules(list["id"]))
            {
                if (rule["t"] == "j" && rule["action"] == "d" && rule["match_all"] is "1" or "True" && Jid.TryParse(rule["value"], out var address))
                    yield return new DataPart.Blocked(address);
                else if (rule["t"] != "n" || rule["action"] != "a") // "allow everybody else", with which such lists end
                    report.Unknown("privacy rule that does not block an address altogether", account.ToString());
            }
        }
    }

    private static DataPart.Preferences? PreferencesOf(EjabberdRow row)
    {
        ArchivePolicy? policy = row["def"] switch
        {
            "always" => ArchivePolicy.Always,
            "never" => ArchivePolicy.Never,
            "roster" => ArchivePolicy.Roster,
            _ => null,
        };
        return policy is { } known && Addresses(row["always"]) is { } always && Addresses(row["never"]) is { } never
            ? new DataPart.Preferences(new ArchivePreferences(known, [.. always], [.. never]))
            : null;
    }

    private static IEnumerable<Jid>? Addresses(string? text) =>
        ErlangReader.TryRead(text) is ErlangTerm.Sequence list ? list.Items.Select(EjabberdJid.Read).OfType<Jid>() : null;

    private static DataPart.LastActivity? LastOf(EjabberdRow row) =>
        long.TryParse(row["seconds"], CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 100_000_000_000
            ? new DataPart.LastActivity(new LastSeen(
                DateTimeOffset.FromUnixTimeSeconds(seconds), row["state"] is { Length: > 0 } status ? status : null))
            : null;

    private static DataPart.PushService? PushOf(EjabberdRow row)
    {
        if (!Jid.TryParse(row["service"], out var service) || EjabberdTime.Read(row["timestamp"]) is not { } at)
            return null;
        var options = string.IsNullOrEmpty(row["xml"]) ? null : ForeignElement.Read(row["xml"], XmppNames.Client);
        return new DataPart.PushService(new PushRegistration(
            service, row["node"] ?? "", options is null ? null : StoredElement.Write(options), "",
            DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds())));
    }
}
