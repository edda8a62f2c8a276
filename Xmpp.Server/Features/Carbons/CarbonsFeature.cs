using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.Carbons;

/// <summary>
/// XEP-0280: resources that ask for it get a copy of what the others of their account send and receive. A copy is what
/// was made here: nothing in a stanza makes it one, so nobody can pass a forgery off as a copy (cases CAR-02).
/// </summary>
internal sealed class CarbonsFeature(SessionDirectory directory, CarbonsOptions options) : IFeature, ISendStage, IPlanStage,
    ISentCopies
{
    private readonly CopiedMessages _copied = new(options.RememberedMessages);

    public IReadOnlyList<XepReference> Specs =>
    [
        new(280, "1.0.1", "Message Carbons"),
        new(297, "1.0", "Stanza Forwarding"),
    ];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, CarbonsNames.Ns.NamespaceName); // §3
        registry.Disco(IqTarget.Server, CarbonsNames.Rules); // §6.2
        registry.IqSet(IqTarget.Account, CarbonsNames.Enable, (iq, _) => SwitchAsync(iq, true)); // §4
        registry.IqSet(IqTarget.Account, CarbonsNames.Disable, (iq, _) => SwitchAsync(iq, false)); // §5
    }

    /// <summary>§8: what a resource sends, for the others of its account, whether or not it has carbons itself.</summary>
    public ValueTask<Verdict> OnSendAsync(StanzaContext context, CancellationToken ct)
    {
        // What goes to the account itself comes to it as well: one copy is enough, and the plan knows who needs it.
        if (context.Stanza is Message message && context.Recipient.Bare != context.Sender.Bare)
            context.CopyWhenDurable(this, message);
        return new ValueTask<Verdict>(Verdict.Continue);
    }

    /// <summary>
    /// §7: what an account receives, for each resource that the rules of RFC 6121 left out, also when they left out all:
    /// a message that is stored comes to a resource of negative priority as a copy (cases PRE-03). What is refused was
    /// not received. A redelivery has been lost by all, those with copies included, so it is copied as at first.
    /// </summary>
    public ValueTask OnPlanAsync(StanzaContext context, DeliveryPlan plan, CancellationToken ct)
    {
        if (context.Stanza is Message message && (plan.Targets.Count > 0 || plan.Undelivered != Undelivered.Bounce))
            CopyReceived(context, message, plan);
        return default;
    }

    public void AddCopies(StanzaContext context, Message message)
    {
        var resources = directory.Find(context.Sender.Bare);
        if (!HasOther(resources.AsSpan(), context.Sender))
            return;
        var (account, peer) = (context.Sender.Bare, context.Recipient);
        if (!CarbonsRules.IsEligible(message, isFromOccupant: false, AnswersCopied(message, account, peer)))
            return;
        // §6.1, note: a private message to an occupant only to those who are in the room, too.
        var isToOccupant = Occupants.IsPrivateMessage(message, peer)
            && resources.FirstOrDefault(r => r.FullJid == context.Sender) is { } sending
            && Occupants.HasJoined(sending, peer);
        Stanza? copy = null;
        foreach (var resource in resources)
        {
            if (!resource.HasCarbons || resource.FullJid == context.Sender
                || (isToOccupant && !Occupants.HasJoined(resource, peer)))
            {
                continue;
            }
            copy ??= Wrap(CarbonsNames.Sent, WithArchiveId(message, context, account), account);
            context.AddCopy(resource, copy.WithTo(resource.FullJid));
        }
        if (copy is not null)
            _copied.Add(account, peer, message.Id);
    }

    private void CopyReceived(StanzaContext context, Message message, DeliveryPlan plan)
    {
        if (!HasOther(plan.Resources.AsSpan(), null))
            return;
        var (account, peer) = (context.Recipient.Bare, context.Sender);
        // §10.3: an error to the bare JID is what a client says of a copy; it never goes further.
        var answersCopied = context.Recipient.IsFull && AnswersCopied(message, account, peer);
        var isFromOccupant = CarbonsRules.IsFromOccupant(message, peer, plan.Resources);
        if (!CarbonsRules.IsEligible(message, isFromOccupant, answersCopied))
            return;
        Stanza? copy = null;
        foreach (var resource in plan.Resources)
        {
            // §8: the resource that sent a message to its own account has it already.
            if (!resource.HasCarbons || resource.FullJid == context.Sender || plan.Targets.Contains(resource))
                continue;
            copy ??= Wrap(CarbonsNames.Received, message, account);
            plan.Copies.Add((resource, copy.WithTo(resource.FullJid)));
        }
        if (copy is not null)
            _copied.Add(account, peer, message.Id);
    }

    // XEP-0313 §3.5: where the sender's archive has it, for the sender's own resources only.
    private static Message WithArchiveId(Message message, StanzaContext context, Jid account) =>
        context.SenderArchiveId is { } id ? (Message)message.WithChild(StanzaIds.ToElement(id, account)) : message;

    private bool AnswersCopied(Message message, Jid account, Jid peer) =>
        message.IsError && _copied.Contains(account, peer, message.Id);

    private static bool HasOther(ReadOnlySpan<Resource> resources, Jid? sender)
    {
        foreach (var resource in resources)
        {
            if (resource.HasCarbons && resource.FullJid != sender)
                return true;
        }
        return false;
    }

    // §7, §8: the same type, from the account itself.
    private static Message Wrap(XName direction, Message message, Jid account) => (Message)new Message(
        new XElement(XmppNames.Message, new XElement(direction, Forwarded.ToElement(message))),
        account, null, null, null, message.TypeName).WithSize(message.Size + 256);

    private ValueTask<IqReply> SwitchAsync(IqRequest iq, bool isOn)
    {
        // §10.1: as often as the client likes. In force with the result: the copies of the next stanza ask the directory.
        foreach (var resource in directory.Find(iq.Target))
        {
            if (resource.FullJid == iq.Sender)
                directory.Update(iq.Target, resource.SessionId, r => r with { HasCarbons = isOn });
        }
        return new ValueTask<IqReply>(IqReply.Done);
    }
}
