using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Who is what to a node (XEP-0060 §5.7, §8.9).</summary>
internal sealed class AffiliationManagement(
    Nodes nodes, IPubSubStore store, NodeNotifier notifier, SubscriptionRequests requests)
{
    private const int EntryOctets = 48; // <affiliation node='' affiliation='publish-only'/>

    private static readonly IReadOnlyList<(string Name, PubSubAffiliation Value)> s_names =
    [
        ("none", PubSubAffiliation.None), ("outcast", PubSubAffiliation.Outcast), ("member", PubSubAffiliation.Member),
        ("publish-only", PubSubAffiliation.PublishOnly), ("publisher", PubSubAffiliation.Publisher),
        ("owner", PubSubAffiliation.Owner),
    ];

    public static string NameOf(PubSubAffiliation affiliation) => s_names.First(n => n.Value == affiliation).Name;

    /// <summary>§5.7: those of the one who asks.</summary>
    public async ValueTask<IqReply> OwnAsync(NodeRequest request, CancellationToken ct)
    {
        var only = (string?)request.Element.Attribute(PubSubNames.Node);
        if (await FindAsync(request, only, ct) is not { } found)
            return StanzaError.ResourceConstraint;
        var list = new XElement(PubSubNames.Affiliations);
        foreach (var (node, affiliation) in found)
        {
            list.Add(new XElement(
                PubSubNames.Affiliation,
                new XAttribute(PubSubNames.Node, node),
                new XAttribute(PubSubNames.AffiliationName, NameOf(affiliation))));
        }
        return IqReply.Result(new XElement(PubSubNames.PubSub, list));
    }

    /// <summary>§8.9.1.</summary>
    public async ValueTask<IqReply> ListAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (await nodes.FindAsync(request.Owner, name, ct) is not { } node)
            return StanzaError.ItemNotFound;
        if (node.AffiliationOf(request.Sender) != PubSubAffiliation.Owner)
            return StanzaError.Forbidden;
        return IqReply.Result(new XElement(
            PubSubNames.OwnerPubSub,
            new XElement(
                PubSubNames.OwnerAffiliations,
                new XAttribute(PubSubNames.Node, name),
                node.Affiliations.OrderByDescending(a => a.Value).ThenBy(a => a.Key.ToString(), StringComparer.Ordinal)
                    .Select(a => ToElement(a.Key, a.Value)))));
    }

    /// <summary>§8.9.2: all of the changes or none.</summary>
    public async ValueTask<IqReply> ModifyAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        var asked = new List<PubSubAffiliate>();
        var areKnown = true;
        foreach (var element in request.Element.Elements(PubSubNames.OwnerAffiliation))
        {
            if (!Jid.TryParse((string?)element.Attribute(PubSubNames.Jid), out var jid))
                return StanzaError.BadRequest;
            if ((string?)element.Attribute(PubSubNames.AffiliationName) is not { } word)
                continue; // §8.9.2.1: not changed
            areKnown &= s_names.Any(n => n.Name == word);
            asked.Add(new PubSubAffiliate(jid.Bare, s_names.FirstOrDefault(n => n.Name == word).Value));
        }
        if (asked.DistinctBy(a => a.Entity).Count() != asked.Count)
            return StanzaError.BadRequest; // §8.9.2.4
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound);
            if (node.AffiliationOf(request.Sender) != PubSubAffiliation.Owner)
                return new NodeChange<StanzaError?>(node, StanzaError.Forbidden);
            var affiliations = asked.Aggregate(
                node.Affiliations,
                (all, a) => a.Affiliation == PubSubAffiliation.None ? all.Remove(a.Entity) : all.SetItem(a.Entity, a.Affiliation));
            // §8.9.2.4: somebody owns it; the account that has the node always does (XEP-0163 §2.2).
            var losesOwner = request.Scope.IsAccount
                ? asked.Exists(a => a.Entity == request.Owner && a.Affiliation != PubSubAffiliation.Owner)
                : !affiliations.ContainsValue(PubSubAffiliation.Owner);
            if (losesOwner || !areKnown)
                return new NodeChange<StanzaError?>(node, StanzaError.NotAcceptable with { Beside = AsTheyAre(node, asked) });
            if (affiliations.Count > request.Scope.Limits.MaxAffiliations)
                return new NodeChange<StanzaError?>(node, StanzaError.ResourceConstraint with { Beside = AsTheyAre(node, asked) });
            await store.SetAffiliationsAsync(node.Owner, name, asked, token);
            var (after, decided) = await SettleAsync(node with { Affiliations = affiliations }, asked, token);
            var last = decided.Exists(d => d.IsAllowed) ? await requests.LastAsync(after, token) : null;
            return new NodeChange<StanzaError?>(after, null, c => TellAsync(after, asked, decided, last, c));
        }, ct);
        return error is null ? IqReply.Done : error;
    }

    // §8.9.2.4: what does not come back counts as changed, and nothing is.
    private static XElement AsTheyAre(Node node, List<PubSubAffiliate> asked) => new(
        PubSubNames.OwnerPubSub,
        new XElement(
            PubSubNames.OwnerAffiliations,
            new XAttribute(PubSubNames.Node, node.Name),
            asked.Select(a => ToElement(a.Entity, node.AffiliationOf(a.Entity)))));

    // §8.7.4: who becomes more than a stranger need not wait any longer; an outcast loses what he has.
    private async Task<(Node Node, List<(NodeSubscription Subscription, bool IsAllowed)> Decided)> SettleAsync(
        Node node, List<PubSubAffiliate> asked, CancellationToken ct)
    {
        var decided = new List<(NodeSubscription, bool)>();
        foreach (var affiliate in asked)
        {
            foreach (var subscription in node.Subscriptions.Values.Where(s => s.Subscriber.Bare == affiliate.Entity).ToImmutableArray())
            {
                bool? allowed = affiliate.Affiliation switch
                {
                    PubSubAffiliation.Outcast or PubSubAffiliation.PublishOnly => false,
                    PubSubAffiliation.Member or PubSubAffiliation.Publisher or PubSubAffiliation.Owner
                        when subscription.IsPending => true,
                    PubSubAffiliation.None when node.Config.AccessModel == AccessModel.Whitelist => false, // cases PUB-05
                    _ => null,
                };
                if (allowed is not { } isAllowed)
                    continue;
                node = await requests.SetAsync(node, subscription, isAllowed, ct);
                decided.Add((subscription, isAllowed));
            }
        }
        return (node, decided);
    }

    // §8.9.4
    private async ValueTask TellAsync(
        Node node, List<PubSubAffiliate> asked, List<(NodeSubscription Subscription, bool IsAllowed)> decided,
        PubSubItem? last, CancellationToken ct)
    {
        foreach (var (subscription, isAllowed) in decided)
            await requests.TellAsync(node, subscription, isAllowed, last, ct);
        foreach (var affiliate in asked)
        {
            if (affiliate.Entity == node.Owner)
                continue;
            var affiliations = new XElement(
                PubSubNames.Affiliations,
                new XAttribute(PubSubNames.Node, node.Name),
                new XElement(
                    PubSubNames.Affiliation,
                    new XAttribute(PubSubNames.Jid, affiliate.Entity.ToString()),
                    new XAttribute(PubSubNames.AffiliationName, NameOf(affiliate.Affiliation))));
            await notifier.SendAsync(
                node, new XElement(PubSubNames.PubSub, affiliations), affiliate.Entity, StreamIds.New(), ct);
        }
    }

    // Null if they are more than one answer may have: nothing limits them but the number of nodes.
    private async ValueTask<IReadOnlyList<(string Node, PubSubAffiliation Affiliation)>?> FindAsync(
        NodeRequest request, string? only, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(only))
        {
            if (request.Scope.IsAccount && request.Sender.Bare == request.Owner)
                return [.. (await nodes.OfAccountAsync(request.Owner, ct)).Select(n => (n.Name, PubSubAffiliation.Owner))];
            var most = request.Scope.Limits.PageBytes;
            var found = await store.AffiliationsOfAsync(request.Owner, request.Sender.Bare, (most / EntryOctets) + 1, ct);
            return found.Sum(f => (long)EntryOctets + Encoding.UTF8.GetByteCount(f.Node)) > most ? null : found;
        }
        var affiliation = (await nodes.FindAsync(request.Owner, only, ct))?.AffiliationOf(request.Sender);
        return affiliation is null or PubSubAffiliation.None ? [] : [(only, affiliation.Value)];
    }

    private static XElement ToElement(Jid entity, PubSubAffiliation affiliation) => new(
        PubSubNames.OwnerAffiliation,
        new XAttribute(PubSubNames.Jid, entity.ToString()),
        new XAttribute(PubSubNames.AffiliationName, NameOf(affiliation)));
}
