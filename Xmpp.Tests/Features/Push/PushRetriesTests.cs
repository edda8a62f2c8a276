using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Push;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Tests.Features.Push;

[Spec("XEP-0357", "7.1"), Case("RTE-14")]
public class PushRetriesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@capulet.example/orchard");
    private static readonly PushRegistration s_phone = New("phone");

    private FakeTimeProvider _time = new();
    private readonly List<PushBatch> _again = [];

    [SetUp]
    public void SetUp()
    {
        _again.Clear();
        _time = new FakeTimeProvider();
    }

    [Test]
    public void It_is_tried_again_after_a_while_that_doubles_and_only_so_often()
    {
        var retries = NewRetries();
        foreach (var seconds in new[] { 30, 60, 120 })
        {
            Assert.That(Fail(retries), Is.True);
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.That(_again, Is.Empty);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(_again.Single().Messages, Is.EqualTo(1));
            _again.Clear();
        }
        Assert.That(Fail(retries), Is.False, "three times it was");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That((_again.Count, retries.Count), Is.EqualTo((0, 0)));
        Assert.That(Fail(retries), Is.True, "what comes later is tried as often");
    }

    [Test]
    public void What_fails_meanwhile_goes_with_it()
    {
        var retries = NewRetries();
        Fail(retries);
        Fail(retries);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(_again.Single().Messages, Is.EqualTo(2));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(_again, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_goes_meanwhile_takes_it_along()
    {
        var retries = NewRetries();
        Fail(retries);
        Assert.That(retries.TakeWith(s_juliet, s_phone, Batch()).Messages, Is.EqualTo(2));
        Assert.That(retries.TakeWith(s_juliet, New("tablet"), Batch()).Messages, Is.EqualTo(1), "another device has its own");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(_again, Is.Empty);
        retries.Worked(s_juliet, s_phone);
        Assert.That(retries.Count, Is.Zero);
    }

    [Test]
    public void Where_one_has_worked_the_one_that_failed_beside_it_still_goes_again()
    {
        var retries = NewRetries();
        Fail(retries);
        retries.Worked(s_juliet, s_phone);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(_again, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_is_over_is_not_tried()
    {
        var retries = NewRetries();
        Fail(retries);
        retries.Forget(s_juliet, s_phone);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That((_again.Count, retries.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void No_more_devices_than_may_wait_and_none_where_it_is_off()
    {
        var retries = NewRetries(new PushOptions { MaxWaiting = 10 });
        for (var i = 0; i < 10; i++)
            Assert.That(Fail(retries, New($"phone{i}")), Is.True);
        Assert.That(Fail(retries, New("one too many")), Is.False);
        Assert.That(Fail(NewRetries(new PushOptions { Retries = 0 })), Is.False);
    }

    private PushRetries NewRetries(PushOptions? options = null) =>
        new(options ?? new PushOptions { Retries = 3, RetryAfter = TimeSpan.FromSeconds(30) }, _time);

    private bool Fail(PushRetries retries, PushRegistration? device = null) =>
        retries.TryAdd(s_juliet, device ?? s_phone, Batch(), _again.Add);

    private static PushBatch Batch() => PushBatch.Message(s_romeo, "x");

    private static PushRegistration New(string node) =>
        new(Jid.Parse("push.client.example"), node, null, "r", DateTimeOffset.UnixEpoch);
}
