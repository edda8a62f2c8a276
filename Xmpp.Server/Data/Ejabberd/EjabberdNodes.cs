using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Foreign;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>The tables "pubsub_…": nodes of accounts (XEP-0163) and of a service.</summary>
internal static class EjabberdNodes
{
    // Ways in which it reads its own tables, and what does not happen here, if it is not to happen there.
    private static readonly (string, string?)[] s_own = [("sql", "true"), ("rsm", "true"), ("purge_offline", "false")];

    public static IEnumerable<DataPart> ReadNodes(EjabberdDatabase database, Jid owner, DataReport report)
    {
        foreach (var row in database.Nodes(owner.ToString()))
        {
            if (row["node"] is not { Length: > 0 } node)
                continue;
            var states = database.NodeStates(row["nodeid"]);
            var creator = states.Where(state => state["affiliation"] == "o").Select(state => state["jid"]).FirstOrDefault();
            yield return new DataPart.Node(node, FormOf(database.NodeOptions(row["nodeid"]), owner, node, report))
            {
                Creator = Jid.TryParse(creator, out var jid) ? jid.Bare : owner,
            };
            foreach (var part in states.SelectMany(state => Relations(state, node, owner, report)))
                yield return part;
        }
    }

    public static IEnumerable<DataPart> ReadItems(EjabberdDatabase database, Jid owner, DataReport report)
    {
        foreach (var row in database.Nodes(owner.ToString()).Where(row => row["node"] is { Length: > 0 }))
        {
            foreach (var item in database.Items(row["nodeid"]))
            {
                if (ItemOf(item, owner) is { } read)
                    yield return new DataPart.Item(row["node"] ?? "", read);
                else
                    report.Refuse(DataKind.Items, $"{owner} {row["node"]}", "an item cannot be read");
            }
        }
    }

    // The fields have the names of XEP-0060 without what they begin with; values are terms.
    private static XElement FormOf(IEnumerable<EjabberdRow> options, Jid owner, string node, DataReport report)
    {
        var fields = new List<DataFormField>();
        foreach (var row in options.Where(row => !s_own.Contains((row["name"] ?? "", row["val"]))))
        {
            if (ErlangReader.TryRead(row["val"]) is { } term)
                fields.Add(new DataFormField($"pubsub#{row["name"]}", null, [.. Values(term)]));
            else
                report.Refuse(DataKind.Nodes, $"{owner} {node}", $"the option {row["name"]} cannot be read");
        }
        return DataForm.Create(DataFormType.Submit, PubSubNames.NodeConfigForm, fields).ToElement();
    }

    private static IEnumerable<string> Values(ErlangTerm term) => term switch
    {
        ErlangTerm.Atom { Name: "true" } => ["1"],
        ErlangTerm.Atom { Name: "false" } => ["0"],
        ErlangTerm.Atom { Name: "infinity" or "unlimited" } => ["max"],
        ErlangTerm.Atom atom => [atom.Name],
        ErlangTerm.Number number => [number.Text],
        ErlangTerm.Binary { Text: { } text } => [text],
        ErlangTerm.Sequence list => list.Items.SelectMany(Values),
        _ => [],
    };

    private static IEnumerable<DataPart> Relations(EjabberdRow state, string node, Jid owner, DataReport report)
    {
        PubSubAffiliation? affiliation = state["affiliation"] switch
        {
            "o" => PubSubAffiliation.Owner,
            "p" => PubSubAffiliation.Publisher,
            "u" => PubSubAffiliation.PublishOnly,
            "m" => PubSubAffiliation.Member,
            "c" => PubSubAffiliation.Outcast,
            "n" or "" or null => PubSubAffiliation.None,
            _ => null,
        };
        if (!Jid.TryParse(state["jid"], out var entity) || affiliation is not { } known)
        {
            report.Refuse(DataKind.Nodes, $"{owner} {node}", "what somebody is to it cannot be read");
            yield break;
        }
        // Here whose the node is owns it without a row.
        if (known != PubSubAffiliation.None && entity.Bare != owner)
            yield return new DataPart.NodeAffiliate(node, new PubSubAffiliate(entity.Bare, known));
        foreach (var subscription in (state["subscriptions"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (subscription.Split(':') is not [var word, .. var rest] || word is not ("s" or "p" or "u"))
            {
                report.Refuse(DataKind.Nodes, $"{owner} {node}", "a subscription cannot be read");
                continue;
            }
            yield return new DataPart.NodeSubscriber(node, new PubSubSubscription(
                entity, rest is [{ Length: > 0 } id] ? id : Guid.NewGuid().ToString("N"),
                word == "p" ? PubSubSubscriptionState.Pending : PubSubSubscriptionState.Subscribed, null, default));
        }
    }

    private static PubSubItem? ItemOf(EjabberdRow row, Jid owner)
    {
        if (row["itemid"] is not { Length: > 0 } id || row["payload"] is not { } text)
            return null;
        var payload = text.Length == 0 ? null : ForeignElement.Read(text, PubSubNames.Ns);
        return payload is null && text.Length > 0
            ? null
            : new PubSubItem(
                id, Jid.TryParse(row["publisher"], out var publisher) ? publisher.Bare : owner,
                EjabberdTime.ReadParts(row["modification"]) ?? default, payload is null ? [] : StoredElement.Write(payload));
    }
}
