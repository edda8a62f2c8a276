using Xmpp.Server.Features.Push;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Tests.Features.Push;

[Spec("XEP-0357", "7"), Case("RTE-14")]
public class PushTargetsTests
{
    private static readonly PushRegistration s_phone =
        new(Jid.Parse("push.client.example"), "n", null, "phone", DateTimeOffset.UnixEpoch);

    // Sessions: "phone" is the device, z hibernates, i is inactive, u has no presence, - takes no messages to the bare JID.
    [TestCase("", true, TestName = "No session")]
    [TestCase("phone", false, TestName = "In use")]
    [TestCase("phone:z", true, TestName = "Waits to be resumed")]
    [TestCase("phone:i", true, TestName = "Nobody looks at it")]
    [TestCase("desktop", true, TestName = "Another device is in use and this one away")]
    [TestCase("phone:z desktop", true, TestName = "Another device is in use and this one sleeps")]
    [TestCase("phone desktop:z", false, TestName = "Another device sleeps")]
    public void The_device_decides_for_itself(string sessions, bool isDue) =>
        Assert.That(IsDue(sessions), Is.EqualTo(isDue));

    [TestCase("", true)]
    [TestCase("desktop", false)]
    [TestCase("phone:z desktop", false)]
    [TestCase("phone:z desktop:i", true)]
    [TestCase("phone:z desktop:z", true)]
    [TestCase("phone:z desktop:u", true)]
    [TestCase("phone:z desktop:-", true)]
    [TestCase("phone:i", true)]
    public void The_operator_may_want_silence_while_another_is_in_use(string sessions, bool isDue) =>
        Assert.That(IsDue(sessions, whileAnotherIsActive: false), Is.EqualTo(isDue));

    [Test]
    public void A_device_that_sleeps_is_not_woken_for_what_it_does_not_get() =>
        Assert.That(IsDue("phone:z desktop", gets: _ => false), Is.False);

    [TestCase("phone:u", true, true)]
    [TestCase("phone:u", false, false)]
    [TestCase("phone:-", true, false)]
    public void A_session_without_presence_is_not_in_use_for_what_waits_in_the_store(string sessions, bool isStored, bool isDue) =>
        Assert.That(IsDue(sessions, isStored: isStored, gets: _ => false), Is.EqualTo(isDue));

    [TestCase("", false)]
    [TestCase("desktop:z", false)]
    [TestCase("phone:z", true)]
    public void A_message_of_a_room_is_for_the_session_that_is_in_it(string sessions, bool isDue) =>
        Assert.That(IsDue(sessions, isForOne: true), Is.EqualTo(isDue));

    private static bool IsDue(
        string sessions, bool whileAnotherIsActive = true, Func<Resource, bool>? gets = null, bool isForOne = false,
        bool isStored = false) =>
        PushTargets.IsDue(
            s_phone, [.. sessions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ResourceOf)], isForOne,
            isStored, gets ?? (static _ => true), whileAnotherIsActive);

    private static Resource ResourceOf(string session, int index)
    {
        var parts = session.Split(':');
        var how = parts.ElementAtOrDefault(1);
        return new Resource(Jid.Parse($"juliet@capulet.example/{parts[0]}"), index, DateTimeOffset.UnixEpoch)
        {
            IsAvailable = how != "u",
            Priority = (sbyte)(how == "-" ? -1 : 0),
            IsHibernating = how == "z",
            IsInactive = how == "i",
        };
    }
}
