using CsCheck;
using Xmpp.Server.Roster;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Roster;

/// <summary>Two servers that follow the tables, with a line between them that loses nothing, always agree.</summary>
public sealed class SubscriptionExchangeTests
{
    private static readonly PresenceType[] Types =
        [PresenceType.Subscribe, PresenceType.Subscribed, PresenceType.Unsubscribe, PresenceType.Unsubscribed];

    private static readonly Gen<(bool ByUser, PresenceType Type)> Act =
        Gen.Select(Gen.Bool, Gen.OneOf(Types), (byUser, type) => (byUser, type));

    [Test, Spec("RFC 6121", "A"), Spec("RFC 6121", "3.4")]
    public void Whatever_the_two_do_they_agree_who_sees_whom()
    {
        Act.Array[1, 30].Sample(acts =>
        {
            var states = new SubscriptionState[2];
            foreach (var (byUser, type) in acts)
                Send(states, byUser ? 0 : 1, type);
            return Agree(states[0], states[1]) && Agree(states[1], states[0]);
        });
    }

    [Test, Spec("RFC 6121", "A.1")]
    public void No_act_leads_out_of_the_nine_states()
    {
        Act.Array[1, 30].Sample(acts =>
        {
            var states = new SubscriptionState[2];
            foreach (var (byUser, type) in acts)
                Send(states, byUser ? 0 : 1, type);
            return states.All(s => !(s.IsTo && s.PendingOut) && !(s.IsFrom && s.PendingIn)
                && !(s.Approved && s.PendingIn));
        });
    }

    [Test, Spec("RFC 6121", "3.1"), Spec("RFC 6121", "3.4.2")]
    public void Both_ways_with_a_pre_approval()
    {
        var states = new SubscriptionState[2];
        Send(states, 0, PresenceType.Subscribed);
        Assert.That(states, Is.EqualTo(new[] { new SubscriptionState(Subscription.None, Approved: true), default }));
        Send(states, 1, PresenceType.Subscribe);
        Assert.That(states, Is.EqualTo(new[]
        {
            new SubscriptionState(Subscription.From, Approved: true), new SubscriptionState(Subscription.To),
        }));
        Send(states, 0, PresenceType.Subscribe);
        Send(states, 1, PresenceType.Subscribed);
        Assert.That(states.Select(s => s.Subscription), Is.All.EqualTo(Subscription.Both));
    }

    private static void Send(SubscriptionState[] states, int sender, PresenceType type)
    {
        var step = SubscriptionRules.Outbound(states[sender], type);
        states[sender] = step.Next;
        if (!step.Passes)
            return;
        var other = 1 - sender;
        var received = SubscriptionRules.Inbound(states[other], type);
        states[other] = received.Next;
        // What a server answers by itself is not an act of its user, so nothing changes on its own side.
        if (received.AutoReply is { } reply)
            states[sender] = SubscriptionRules.Inbound(states[sender], reply).Next;
    }

    private static bool Agree(SubscriptionState user, SubscriptionState contact) =>
        user.IsTo == contact.IsFrom && user.PendingOut == contact.PendingIn;
}
