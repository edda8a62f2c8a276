using System.Globalization;
using Xmpp.Server.Data.Portable;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Personal eventing: the store "pep" has the nodes, "pep_NODE" the items of each.</summary>
internal static class ProsodyNodes
{
    public const string ItemStore = "pep_";

    public static IEnumerable<DataPart> ReadNodes(Jid account, IProsodyStores stores, DataReport report)
    {
        foreach (var (key, value) in stores.Read("pep", DataKind.Nodes)?.Entries ?? [])
        {
            if (key is not LuaText name)
                continue;
            var node = name.ToString();
            yield return new DataPart.Node(node, FormOf((value as LuaTable)?.Table("config"))) { Creator = account };
            foreach (var part in Relations(node, value as LuaTable, account, report))
                yield return part;
        }
    }

    public static IEnumerable<DataPart> ReadItems(Jid account, IProsodyStores stores, DataReport report)
    {
        foreach (var store in stores.Names.Where(store => store.StartsWith(ItemStore, StringComparison.Ordinal)))
        {
            var node = store[ItemStore.Length..];
            foreach (var item in stores.ReadList(store, DataKind.Items, PubSubNames.Ns))
            {
                if (ItemOf(item, account) is { } read)
                    yield return new DataPart.Item(node, read);
                else
                    report.Refuse(DataKind.Items, $"{account} {node}", "an item cannot be read");
            }
        }
    }

    // The fields have the names of XEP-0060 without what they begin with.
    private static System.Xml.Linq.XElement? FormOf(LuaTable? config)
    {
        if (config is null)
            return null;
        var fields = new List<DataFormField>();
        foreach (var (key, value) in config.Entries.Where(entry => entry.Key is LuaText))
        {
            var name = key.ToString() ?? "";
            IReadOnlyList<string> values = value switch
            {
                bool flag => [flag ? "1" : "0"],
                double number => [number is >= int.MaxValue ? "max" : number.ToString(CultureInfo.InvariantCulture)],
                LuaText text => [text.ToString()],
                LuaTable list => [.. list.Sequence().OfType<LuaText>().Select(text => text.ToString())],
                _ => [],
            };
            fields.Add(new DataFormField(name.Contains('#', StringComparison.Ordinal) ? name : $"pubsub#{name}", null, [.. values]));
        }
        return DataForm.Create(DataFormType.Submit, PubSubNames.NodeConfigForm, fields).ToElement();
    }

    private static IEnumerable<DataPart> Relations(string node, LuaTable? table, Jid account, DataReport report)
    {
        foreach (var (key, value) in table?.Table("affiliations")?.Entries ?? [])
        {
            if (key is LuaText who && Jid.TryParse(who.ToString(), out var entity) && value is LuaText word
                && PubSubWords.ToAffiliation(word.ToString()) is { } affiliation)
            {
                // Here whose the node is owns it without a row.
                if (entity.Bare != account)
                    yield return new DataPart.NodeAffiliate(node, new PubSubAffiliate(entity.Bare, affiliation));
            }
            else
            {
                report.Refuse(DataKind.Nodes, $"{account} {node}", "an affiliation cannot be read");
            }
        }
        foreach (var (key, _) in table?.Table("subscribers")?.Entries ?? [])
        {
            if (key is LuaText who && Jid.TryParse(who.ToString(), out var subscriber))
            {
                yield return new DataPart.NodeSubscriber(node, new PubSubSubscription(
                    subscriber, Guid.NewGuid().ToString("N"), PubSubSubscriptionState.Subscribed, null, default));
            }
        }
    }

    private static PubSubItem? ItemOf(ProsodyItem item, Jid account)
    {
        if (item.Element is not { } element)
            return null;
        // Prosody notes the time in the payload itself.
        if (item.When is { } noted && XmppDateTime.TryParse((string?)element.Attribute("stamp"), out var stamp)
            && Math.Abs(stamp.ToUnixTimeSeconds() - noted) <= 1)
        {
            element.SetAttributeValue("stamp", null);
        }
        var id = item.Key ?? (string?)element.Attribute("id");
        var payload = element.Name.LocalName == "item" ? element.Elements().FirstOrDefault() : element;
        return string.IsNullOrEmpty(id)
            ? null
            : new PubSubItem(
                id, Jid.TryParse(item.With, out var publisher) ? publisher.Bare : account,
                item.At ?? default,
                payload is null ? [] : StoredElement.Write(payload));
    }
}
