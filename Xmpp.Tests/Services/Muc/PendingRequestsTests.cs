using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Services.Muc;

public class PendingRequestsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example/balcony");
    private static readonly Jid s_phone = Jid.Parse("juliet@capulet.example/phone");
    private static readonly Jid s_romeo = Jid.Parse("romeo@capulet.example/orchard");
    private static readonly Jid s_julia = Jid.Parse("court@conference.capulet.example/julia");
    private static readonly Jid s_target = Jid.Parse("court@conference.capulet.example/romeo");

    [Test]
    public void So_many_wait_of_one_account_on_all_its_devices_and_so_many_of_all()
    {
        var waiting = new PendingRequests(3, 2);
        Assert.That(waiting.TryAdd("1", Of(s_juliet)), Is.True);
        Assert.That(waiting.TryAdd("2", Of(s_phone)), Is.True);
        Assert.That(waiting.TryAdd("3", Of(s_juliet)), Is.False);
        Assert.That(waiting.TryAdd("4", Of(s_romeo)), Is.True);
        Assert.That(waiting.TryAdd("5", Of(s_romeo)), Is.False, "all");
        Assert.That(Take(waiting, "1"), Is.Not.Null);
        Assert.That(waiting.TryAdd("6", Of(s_juliet)), Is.True, "an answer makes room");
    }

    [Test]
    public void What_is_never_answered_is_forgotten_and_counts_no_more()
    {
        var waiting = new PendingRequests(10, 1);
        Assert.That(waiting.TryAdd("1", Of(s_juliet)), Is.True);
        waiting.Expire(s_now);
        Assert.That(waiting.TryAdd("2", Of(s_juliet)), Is.False);
        waiting.Expire(s_now.AddMilliseconds(1));
        Assert.That(waiting.TryAdd("2", Of(s_juliet)), Is.True);
        Assert.That(Take(waiting, "1"), Is.Null);
    }

    [Test]
    [Spec("XEP-0045", "17.4")]
    public void Only_who_was_asked_answers_and_once()
    {
        var waiting = new PendingRequests(10, 10);
        waiting.TryAdd("1", Of(s_juliet));
        var answer = new Iq(IqType.Result, "1", null, null);
        Assert.That(waiting.TryTake(answer, Jid.Parse("nurse@capulet.example/k"), s_julia), Is.Null);
        Assert.That(waiting.TryTake(answer, s_romeo, s_target), Is.Null, "to somebody else");
        Assert.That(Take(waiting, "1"), Is.Not.Null);
        Assert.That(Take(waiting, "1"), Is.Null);
    }

    private static RoomRequest? Take(PendingRequests waiting, string id) =>
        waiting.TryTake(new Iq(IqType.Result, id, null, null), s_romeo, s_julia);

    private static RoomRequest Of(Jid asker) => new("q", asker, s_julia, s_romeo, s_target, s_now);
}
