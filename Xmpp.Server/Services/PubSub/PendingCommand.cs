using System.Xml.Linq;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Owners ask for the subscriptions that wait for them (XEP-0060 §8.7), by an ad-hoc command (XEP-0050).</summary>
internal sealed class PendingCommand(Nodes nodes, IPubSubStore store, SubscriptionRequests requests)
{
    public const string CommandsNode = "http://jabber.org/protocol/commands";

    private const string Name = PubSubNames.Base + "#get-pending";
    private const string NodeVar = "pubsub#node";

    public static readonly XNamespace Ns = CommandsNode;
    public static readonly XName Command = Ns + "command";

    /// <summary>XEP-0050 §2.2: the commands of the service.</summary>
    public static XElement List(Jid service) => new(
        DiscoNames.ItemsQuery,
        new XAttribute("node", CommandsNode),
        new XElement(
            DiscoNames.Item,
            new XAttribute("jid", service.ToString()),
            new XAttribute("node", Name),
            new XAttribute("name", "Pending subscriptions")));

    public async ValueTask<IqReply> AnswerAsync(PubSubScope scope, XElement command, Jid sender, CancellationToken ct)
    {
        if ((string?)command.Attribute("node") != Name)
            return StanzaError.ItemNotFound;
        var session = (string?)command.Attribute("sessionid") ?? StreamIds.New();
        if ((string?)command.Attribute("action") == "cancel")
            return Answer(session, "canceled", null);
        if (command.Element(DataFormNames.X) is not { } x)
            return await FormAsync(scope, sender, session, ct);
        if (!DataForm.TryRead(x, DataFormLimits.Default, out var form) || form.Value(NodeVar) is not { } name)
            return StanzaError.BadRequest;
        if (await nodes.FindAsync(scope.Address, name, ct) is not { } node)
            return StanzaError.ItemNotFound; // §8.7.3.4
        if (node.AffiliationOf(sender) != PubSubAffiliation.Owner)
            return StanzaError.Forbidden; // §8.7.3.3
        return Answer(session, "completed", null).WithThen(async token =>
        {
            foreach (var pending in node.Subscriptions.Values.Where(s => s.IsPending).OrderBy(s => s.SubscribedAt))
                await requests.AskAsync(node, pending, sender, token); // §8.7.4
        });
    }

    // §8.7.2: only the nodes where somebody waits.
    private async ValueTask<IqReply> FormAsync(PubSubScope scope, Jid sender, string session, CancellationToken ct)
    {
        var waiting = new List<DataFormOption>();
        foreach (var (name, affiliation) in await store.AffiliationsOfAsync(scope.Address, sender, scope.Limits.PageItems, ct))
        {
            if (affiliation == PubSubAffiliation.Owner
                && await nodes.FindAsync(scope.Address, name, ct) is { } node
                && node.Subscriptions.Values.Any(s => s.IsPending))
            {
                waiting.Add(new DataFormOption(name));
            }
        }
        var form = DataForm.Create(
            DataFormType.Form, PubSubNames.AuthorizationForm,
            new DataFormField(NodeVar, DataFormNames.ListSingle) { Label = "Node", Options = [.. waiting] });
        return Answer(session, "executing", form.ToElement());
    }

    private static IqReply Answer(string session, string status, XElement? form) => IqReply.Result(new XElement(
        Command,
        new XAttribute("node", Name),
        new XAttribute("sessionid", session),
        new XAttribute("status", status),
        form is null ? null : new XElement(Ns + "actions", new XAttribute("execute", "complete"), new XElement(Ns + "complete")),
        form));
}
