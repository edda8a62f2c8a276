using System.Collections.Immutable;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>RFC 6121 §8.5 as one pure function: who of an account gets a stanza, and what happens if nobody does.</summary>
internal static class DeliveryRules
{
    /// <param name="stanza">A message, an IQ, or presence of type error; other presence has rules of its own (§3, §4).</param>
    /// <param name="recipient">The bare or full JID that it is for.</param>
    /// <param name="exists">Whether there is such an account.</param>
    /// <param name="resources">Its connected resources.</param>
    public static DeliveryPlan Plan(Stanza stanza, Jid recipient, bool exists, ImmutableArray<Resource> resources)
    {
        var plan = new DeliveryPlan { Resources = resources };
        if (recipient.IsFull && Match(recipient, resources) is { } match)
        {
            plan.Targets.Add(match); // §8.5.3.1, also when it is connected but not available (cases PRE-06)
            return plan;
        }
        switch (stanza)
        {
            case Message message:
                PlanMessage(plan, message, recipient, exists, resources);
                break;
            case Iq { IsRequest: true }:
                plan.Undelivered = Undelivered.Bounce; // §8.5.1, §8.5.3.2.3
                break;
        }
        return plan;
    }

    private static void PlanMessage(
        DeliveryPlan plan, Message message, Jid recipient, bool exists, ImmutableArray<Resource> resources)
    {
        switch (message.Type)
        {
            // §8.5.3.2.1: a normal message to a resource that is gone is ignored or refused. Refused, the sender knows;
            // and as it is refused whether or not there is an account, he learns no more than that.
            case MessageType.Normal when recipient.IsFull:
                plan.Undelivered = Undelivered.Bounce;
                break;
            // RFC 6120 §13.11: a message for nobody looks like one that was stored, so it is ignored in silence
            // (§8.5.1 allows it) and nobody learns which accounts exist.
            case MessageType.Normal:
                AddNonNegative(plan, resources);
                plan.Undelivered = exists ? Undelivered.Store : Undelivered.Ignore;
                break;
            case MessageType.Chat:
                AddMostAvailable(plan, resources);
                plan.Undelivered = exists ? Undelivered.Store : Undelivered.Ignore;
                break;
            case MessageType.Headline:
                if (recipient.IsBare)
                    AddNonNegative(plan, resources);
                break;
            case MessageType.GroupChat:
                plan.Undelivered = Undelivered.Bounce;
                break;
            case MessageType.Error:
                break; // §8.5.2.1.1: never to a bare JID
        }
    }

    // §8.5.4, footnote: chat to all resources only where clients can opt in, which is what carbons are for. So it goes to
    // those of the highest priority, all of them if they share it.
    private static void AddMostAvailable(DeliveryPlan plan, ImmutableArray<Resource> resources)
    {
        var highest = sbyte.MinValue;
        foreach (var resource in resources)
        {
            if (resource.IsAvailable && resource.Priority > highest)
                highest = resource.Priority;
        }
        AddPriorities(plan, resources, highest);
    }

    // §8.5.2.1.1: never a negative one.
    private static void AddNonNegative(DeliveryPlan plan, ImmutableArray<Resource> resources) =>
        AddPriorities(plan, resources, 0);

    private static void AddPriorities(DeliveryPlan plan, ImmutableArray<Resource> resources, sbyte lowest)
    {
        foreach (var resource in resources)
        {
            if (resource.IsAvailable && resource.Priority >= 0 && resource.Priority >= lowest)
                plan.Targets.Add(resource);
        }
    }

    private static Resource? Match(Jid fullJid, ImmutableArray<Resource> resources)
    {
        foreach (var resource in resources)
        {
            if (resource.FullJid == fullJid)
                return resource;
        }
        return null;
    }
}
