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
        var plan = new DeliveryPlan();
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
            // §8.5.2.1.1, §8.5.3.2.1. RFC 6120 §13.11: a message for nobody looks like one that was stored, so it is
            // ignored in silence (§8.5.1 allows it) and nobody learns which accounts exist.
            // §8.5.3.2.1 would have a normal message to a resource that is gone ignored or refused; kept like a chat
            // message it is not lost (cases RTE-04 accepts it).
            case MessageType.Normal or MessageType.Chat:
                AddNonNegative(plan, resources);
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

    // §8.5.2.1.1 allows the "most available" or all; we do all, so that no device misses it. Never a negative one.
    private static void AddNonNegative(DeliveryPlan plan, ImmutableArray<Resource> resources)
    {
        foreach (var resource in resources)
        {
            if (resource.IsAvailable && resource.Priority >= 0)
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
