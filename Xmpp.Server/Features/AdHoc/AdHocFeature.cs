using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>XEP-0050: Ad-Hoc Commands of the hosts: lists them, and leads an execution from form to form.</summary>
internal sealed class AdHocFeature(AdHocCommands commands, CommandOptions options, TimeProvider time) : IFeature, IHostNodes
{
    private readonly AdHocSessions _sessions = new(options, time);

    public IReadOnlyList<XepReference> Specs => [new(50, "1.3.0", "Ad-Hoc Commands")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, AdHocNames.Commands); // §2.1
        registry.HostNodes.Add(this);
        registry.IqSet(IqTarget.Server, AdHocNames.Command, HandleAsync);
    }

    /// <summary>How many wait for a form.</summary>
    internal int Waiting => _sessions.Count;

    // §2.2
    public async ValueTask<IqReply?> NodeInfoAsync(Jid host, Jid asker, string node, CancellationToken ct)
    {
        if (node == AdHocNames.Commands)
            return Info(node, "command-list", "Commands", [DiscoNames.Info.NamespaceName, DiscoNames.Items.NamespaceName]);
        if (commands.Find(node) is not { } command)
            return null;
        return await command.IsForAsync(new AdHocRequest(host, asker), ct)
            ? Info(node, "command-node", command.Name, [AdHocNames.Commands, DataFormNames.Ns.NamespaceName])
            : StanzaError.Forbidden;
    }

    public async ValueTask<IqReply?> NodeItemsAsync(Jid host, Jid asker, string node, CancellationToken ct)
    {
        if (node != AdHocNames.Commands)
            return null;
        var visible = await commands.ListAsync(new AdHocRequest(host, asker), ct);
        return IqReply.Result(new XElement(
            DiscoNames.ItemsQuery,
            new XAttribute("node", node),
            visible.Select(command => new XElement(
                DiscoNames.Item,
                new XAttribute("jid", host.ToString()),
                new XAttribute("node", command.Node),
                new XAttribute("name", command.Name)))));
    }

    internal async ValueTask<IqReply> HandleAsync(IqRequest iq, CancellationToken ct)
    {
        var element = iq.Payload;
        if ((string?)element.Attribute("node") is not { Length: > 0 } node)
            return StanzaError.BadRequest; // §4.1: MUST be present
        if (!AdHocActions.TryRead(element, out var action))
            return Bad(AdHocNames.MalformedAction);
        if (commands.Find(node) is not { } command)
            return StanzaError.ItemNotFound;
        var request = new AdHocRequest(iq.Target, iq.Sender);
        if (!await command.IsForAsync(request, ct))
            return StanzaError.Forbidden;
        if ((string?)element.Attribute("sessionid") is not { } id)
            return await StartAsync(command, request, action, ct);
        if (id.Length == 0)
            return Bad(AdHocNames.BadSessionId); // §4.1: MUST NOT be empty
        if (_sessions.Take(id, command, request) is not { } session)
            return StanzaError.NotAllowed with { Application = new XElement(AdHocNames.Ns + AdHocNames.SessionExpired) };
        return await GoOnAsync(session, action, element, ct);
    }

    private async ValueTask<IqReply> StartAsync(
        IAdHocCommand command, AdHocRequest request, AdHocAction action, CancellationToken ct)
    {
        var id = StreamIds.New();
        if (action == AdHocAction.Cancel)
            return AdHocAnswer.Of(command.Node, id, "canceled");
        if (action == AdHocAction.Prev)
            return Bad(AdHocNames.BadAction); // there is nothing before the first step
        return await command.StartAsync(request, ct) switch
        {
            AdHocAsk ask => Wait(new AdHocSession(id, command, request, ask, [])),
            AdHocEnd end => AdHocAnswer.Completed(command.Node, id, end),
            AdHocRefusal refusal => refusal.Error,
            _ => StanzaError.InternalServerError,
        };
    }

    private async ValueTask<IqReply> GoOnAsync(AdHocSession session, AdHocAction action, XElement element, CancellationToken ct)
    {
        if (action == AdHocAction.Cancel)
            return AdHocAnswer.Of(session.Command.Node, session.Id, "canceled"); // §2.4.3
        if (action == AdHocAction.Prev && !session.Before.IsEmpty)
            return Back(session);
        // §3.4: "execute" is what the actions of the form say it is.
        if (action != AdHocAction.Execute && action != (session.Step.IsLast ? AdHocAction.Complete : AdHocAction.Next))
            return Again(session, Bad(AdHocNames.BadAction));
        if (!AdHocForms.TryRead(element, session.Step.Form, out var submitted))
            return Again(session, Bad(AdHocNames.BadPayload));
        return await session.Step.SubmittedAsync(submitted, ct) switch
        {
            AdHocAsk ask => Wait(session with { Step = ask, Before = session.Before.Push((session.Step, submitted)) }),
            AdHocEnd end => AdHocAnswer.Completed(session.Command.Node, session.Id, end),
            AdHocRefusal refusal => Again(session, refusal.Error),
            _ => StanzaError.InternalServerError,
        };
    }

    private IqReply Back(AdHocSession session)
    {
        var before = session.Before.Pop(out var previous);
        var step = previous.Step with { Form = AdHocForms.Filled(previous.Step.Form, previous.Submitted) };
        return Wait(session with { Step = step, Before = before });
    }

    private IqReply Wait(AdHocSession session) =>
        _sessions.TryAdd(session) ? AdHocAnswer.Form(session) : StanzaError.ResourceConstraint;

    // The form stays open; with nobody's request under way it may end here for want of room, which is as if it had timed out.
    private IqReply Again(AdHocSession session, StanzaError error)
    {
        _sessions.TryAdd(session);
        return error;
    }

    private static IqReply Info(string node, string type, string name, string[] features) => IqReply.Result(new XElement(
        DiscoNames.InfoQuery,
        new XAttribute("node", node),
        new XElement(
            DiscoNames.Identity,
            new XAttribute("category", "automation"), new XAttribute("type", type), new XAttribute("name", name)),
        features.Select(feature => new XElement(DiscoNames.Feature, new XAttribute("var", feature)))));

    private static StanzaError Bad(string condition) =>
        StanzaError.BadRequest with { Application = new XElement(AdHocNames.Ns + condition) };
}
