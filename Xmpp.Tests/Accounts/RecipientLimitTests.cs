using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Tests.Accounts;

/// <summary>What is kept of whom an account writes to; what a client sees of it is in recipients.wire.</summary>
[Case("ABU-08")]
public sealed class RecipientLimitTests
{
    private static readonly Jid s_sender = Jid.Parse("juliet@capulet.example/balcony");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Test]
    public void Others_than_the_first_ones_of_a_minute_are_refused()
    {
        var recent = new RecentRecipients(_time);
        Assert.That(recent.TryAdd(Jid.Parse("a@x.example"), 2), Is.True);
        Assert.That(recent.TryAdd(Jid.Parse("b@x.example"), 2), Is.True);
        Assert.That(recent.TryAdd(Jid.Parse("c@x.example"), 2), Is.False);
        Assert.That(recent.TryAdd(Jid.Parse("a@x.example"), 2), Is.True);
        Assert.That(new[] { recent.NoteRefusal(), recent.NoteRefusal() }, Is.EqualTo(new[] { true, false }));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(recent.TryAdd(Jid.Parse("c@x.example"), 2), Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(recent.IsOver, Is.True);
        Assert.That(recent.TryAdd(Jid.Parse("c@x.example"), 2), Is.True);
        Assert.That(recent.IsOver, Is.False);
        Assert.That(recent.NoteRefusal(), Is.True, "another minute, another line");
    }

    [Test]
    public async Task Nothing_is_kept_of_those_who_write_to_nobody_new_or_wrote_long_ago()
    {
        await using var host = await TestHost.StartAsync(time: _time, listens: false);
        var limit = NewLimit(host, new LimitOptions { RecipientsPerMinute = 1, RecipientsPerMinuteNew = 1 });
        await SendAsync(limit, "juliet@capulet.example/chamber", "chat");
        await SendAsync(limit, "romeo@verona.example", "error");
        Assert.That(limit.Count, Is.Zero);
        Assert.That((await SendAsync(limit, "romeo@verona.example", "chat")).Stops, Is.False);
        Assert.That((await SendAsync(limit, "nurse@verona.example", "chat")).Stops, Is.True);
        Assert.That((await SendAsync(limit, "nurse@verona.example", "error")).Stops, Is.False, "an answer");
        Assert.That((await SendAsync(limit, "nurse@verona.example", "chat", Jid.Parse("gateway.capulet.example"))).Stops, Is.False);
        limit.Tick();
        Assert.That(limit.Count, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        limit.Tick();
        Assert.That(limit.Count, Is.Zero);
    }

    [TestCase(0, 0, ExpectedResult = 5)]
    [TestCase(0, 2, ExpectedResult = 5, Description = "the account is old")]
    [TestCase(3, 0, ExpectedResult = 3)]
    [TestCase(2, 4, ExpectedResult = 2)]
    public async Task<int> Zero_is_no_limit(int old, int young)
    {
        await using var host = await TestHost.StartAsync(time: _time, listens: false, accounts: "juliet@capulet.example");
        _time.Advance(TimeSpan.FromDays(8));
        var limit = NewLimit(host, new LimitOptions { RecipientsPerMinute = old, RecipientsPerMinuteNew = young });
        var sent = 0;
        for (var i = 0; i < 5; i++)
            sent += (await SendAsync(limit, $"stranger{i}@verona.example", "chat")).Stops ? 0 : 1;
        return sent;
    }

    private RecipientLimit NewLimit(TestHost host, LimitOptions limits)
    {
        var stores = new Stores(host.Server.Storage, _time);
        return new RecipientLimit(
            new Rosters(stores.Roster, new AccountLocks()), host.Server.Sessions, stores.Accounts, limits,
            new ServerMetrics(Prometheus.Metrics.NewCustomRegistry()), _time, NullLogger<RecipientLimit>.Instance);
    }

    private async Task<Verdict> SendAsync(RecipientLimit limit, string to, string type, Jid? by = null)
    {
        var message = new Message(new XElement(XmppNames.Message), s_sender, Jid.Parse(to), "m", null, type);
        var context = new StanzaContext(message, s_sender, Jid.Parse(to), StanzaOrigin.LocalSession)
        {
            ReceivedAt = _time.GetUtcNow(),
            SentBy = by,
        };
        return await limit.OnSendAsync(context, default);
    }
}
