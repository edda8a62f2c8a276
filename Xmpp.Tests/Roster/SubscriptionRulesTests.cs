using Xmpp.Server.Roster;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Roster;

/// <summary>Holds the rules against the tables of RFC 6121 Appendix A, copied as they stand there.</summary>
public class SubscriptionRulesTests
{
    private const string Same = "no state change";

    // A.2.1 to A.2.4: type, existing state, routed, new state
    private static readonly (PresenceType Type, string Existing, bool Routed, string Next)[] s_outbound =
    [
        (PresenceType.Subscribe, "None", true, "None + Pending Out"),
        (PresenceType.Subscribe, "None + Pending Out", true, Same),
        (PresenceType.Subscribe, "None + Pending In", true, "None + Pending Out+In"),
        (PresenceType.Subscribe, "None + Pending Out+In", true, Same),
        (PresenceType.Subscribe, "To", true, Same),
        (PresenceType.Subscribe, "To + Pending In", true, Same),
        (PresenceType.Subscribe, "From", true, "From + Pending Out"),
        (PresenceType.Subscribe, "From + Pending Out", true, Same),
        (PresenceType.Subscribe, "Both", true, Same),
        (PresenceType.Unsubscribe, "None", true, Same),
        (PresenceType.Unsubscribe, "None + Pending Out", true, "None"),
        (PresenceType.Unsubscribe, "None + Pending In", true, Same),
        (PresenceType.Unsubscribe, "None + Pending Out+In", true, "None + Pending In"),
        (PresenceType.Unsubscribe, "To", true, "None"),
        (PresenceType.Unsubscribe, "To + Pending In", true, "None + Pending In"),
        (PresenceType.Unsubscribe, "From", true, Same),
        (PresenceType.Unsubscribe, "From + Pending Out", true, "From"),
        (PresenceType.Unsubscribe, "Both", true, "From"),
        (PresenceType.Subscribed, "None", false, "None + Approved"),
        (PresenceType.Subscribed, "None + Pending Out", false, "None + Pending Out + Approved"),
        (PresenceType.Subscribed, "None + Pending In", true, "From"),
        (PresenceType.Subscribed, "None + Pending Out+In", true, "From + Pending Out"),
        (PresenceType.Subscribed, "To", false, "To + Approved"),
        (PresenceType.Subscribed, "To + Pending In", true, "Both"),
        (PresenceType.Subscribed, "From", false, Same),
        (PresenceType.Subscribed, "From + Pending Out", false, Same),
        (PresenceType.Subscribed, "Both", false, Same),
        (PresenceType.Unsubscribed, "None", false, Same),
        (PresenceType.Unsubscribed, "None + Pending Out", false, Same),
        (PresenceType.Unsubscribed, "None + Pending In", true, "None"),
        (PresenceType.Unsubscribed, "None + Pending Out+In", true, "None + Pending Out"),
        (PresenceType.Unsubscribed, "To", false, Same),
        (PresenceType.Unsubscribed, "To + Pending In", true, "To"),
        (PresenceType.Unsubscribed, "From", true, "None"),
        (PresenceType.Unsubscribed, "From + Pending Out", true, "None + Pending Out"),
        (PresenceType.Unsubscribed, "Both", true, "To"),
        // §3.4.2: taking back a pre-approval
        (PresenceType.Unsubscribed, "None + Approved", false, "None"),
        (PresenceType.Unsubscribed, "To + Approved", false, "To"),
    ];

    // A.3.1 to A.3.4: type, existing state, delivered, new state, auto-reply
    private static readonly (PresenceType Type, string Existing, bool Delivered, string Next, PresenceType? Reply)[] s_inbound =
    [
        (PresenceType.Subscribe, "None", true, "None + Pending In", null),
        (PresenceType.Subscribe, "None + Pending Out", true, "None + Pending Out+In", null),
        (PresenceType.Subscribe, "None + Pending In", false, Same, null),
        (PresenceType.Subscribe, "None + Pending Out+In", false, Same, null),
        (PresenceType.Subscribe, "To", true, "To + Pending In", null),
        (PresenceType.Subscribe, "To + Pending In", false, Same, null),
        (PresenceType.Subscribe, "From", false, Same, PresenceType.Subscribed),
        (PresenceType.Subscribe, "From + Pending Out", false, Same, PresenceType.Subscribed),
        (PresenceType.Subscribe, "Both", false, Same, PresenceType.Subscribed),
        // §3.4.2: pre-approved
        (PresenceType.Subscribe, "None + Approved", false, "From + Approved", PresenceType.Subscribed),
        (PresenceType.Subscribe, "To + Approved", false, "Both + Approved", PresenceType.Subscribed),
        (PresenceType.Subscribe, "None + Pending Out + Approved", false, "From + Pending Out + Approved", PresenceType.Subscribed),
        (PresenceType.Unsubscribe, "None", false, Same, null),
        (PresenceType.Unsubscribe, "None + Pending Out", false, Same, null),
        (PresenceType.Unsubscribe, "None + Pending In", true, "None", PresenceType.Unsubscribed),
        (PresenceType.Unsubscribe, "None + Pending Out+In", true, "None + Pending Out", PresenceType.Unsubscribed),
        (PresenceType.Unsubscribe, "To", false, Same, null),
        (PresenceType.Unsubscribe, "To + Pending In", true, "To", PresenceType.Unsubscribed),
        (PresenceType.Unsubscribe, "From", true, "None", PresenceType.Unsubscribed),
        (PresenceType.Unsubscribe, "From + Pending Out", true, "None + Pending Out", PresenceType.Unsubscribed),
        (PresenceType.Unsubscribe, "Both", true, "To", PresenceType.Unsubscribed),
        (PresenceType.Subscribed, "None", false, Same, null),
        (PresenceType.Subscribed, "None + Pending Out", true, "To", null),
        (PresenceType.Subscribed, "None + Pending In", false, Same, null),
        (PresenceType.Subscribed, "None + Pending Out+In", true, "To + Pending In", null),
        (PresenceType.Subscribed, "To", false, Same, null),
        (PresenceType.Subscribed, "To + Pending In", false, Same, null),
        (PresenceType.Subscribed, "From", false, Same, null),
        (PresenceType.Subscribed, "From + Pending Out", true, "Both", null),
        (PresenceType.Subscribed, "Both", false, Same, null),
        (PresenceType.Unsubscribed, "None", false, Same, null),
        (PresenceType.Unsubscribed, "None + Pending Out", true, "None", null),
        (PresenceType.Unsubscribed, "None + Pending In", false, Same, null),
        (PresenceType.Unsubscribed, "None + Pending Out+In", true, "None + Pending In", null),
        (PresenceType.Unsubscribed, "To", true, "None", null),
        (PresenceType.Unsubscribed, "To + Pending In", true, "None + Pending In", null),
        (PresenceType.Unsubscribed, "From", false, Same, null),
        (PresenceType.Unsubscribed, "From + Pending Out", true, "From", null),
        (PresenceType.Unsubscribed, "Both", true, "From", null),
    ];

    private static IEnumerable<TestCaseData> Outbound => s_outbound.Select(row =>
        new TestCaseData(row.Type, row.Existing, row.Routed, row.Next).SetArgDisplayNames($"{row.Type}", row.Existing));

    private static IEnumerable<TestCaseData> Inbound => s_inbound.Select(row =>
        new TestCaseData(row.Type, row.Existing, row.Delivered, row.Next, row.Reply)
            .SetArgDisplayNames($"{row.Type}", row.Existing));

    [TestCaseSource(nameof(Outbound)), Spec("RFC 6121", "A.2"), Spec("RFC 6121", "3.4.2")]
    public void Outbound_follows_the_tables(PresenceType type, string existing, bool routed, string next)
    {
        var step = SubscriptionRules.Outbound(Parse(existing), type);
        Assert.Multiple(() =>
        {
            Assert.That(step.Next, Is.EqualTo(Parse(next == Same ? existing : next)));
            Assert.That(step.Passes, Is.EqualTo(routed));
            Assert.That(step.AutoReply, Is.Null);
        });
    }

    [TestCaseSource(nameof(Inbound)), Spec("RFC 6121", "A.3"), Case("ROS-06"), Case("ROS-09")]
    public void Inbound_follows_the_tables(
        PresenceType type, string existing, bool delivered, string next, PresenceType? reply)
    {
        var step = SubscriptionRules.Inbound(Parse(existing), type);
        Assert.Multiple(() =>
        {
            Assert.That(step.Next, Is.EqualTo(Parse(next == Same ? existing : next)));
            Assert.That(step.Passes, Is.EqualTo(delivered));
            Assert.That(step.AutoReply, Is.EqualTo(reply));
        });
    }

    private static SubscriptionState Parse(string text)
    {
        var subscription = Enum.Parse<Subscription>(text.Split(' ')[0]);
        return new SubscriptionState(
            subscription,
            PendingOut: text.Contains("Out", StringComparison.Ordinal),
            PendingIn: text.Contains("Pending In", StringComparison.Ordinal) || text.Contains("+In", StringComparison.Ordinal),
            Approved: text.Contains("Approved", StringComparison.Ordinal));
    }
}
