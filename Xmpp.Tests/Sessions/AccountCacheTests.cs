using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Sessions;

/// <summary>What is in memory for accounts with sessions, and how often the store is read for the others.</summary>
public class AccountCacheTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example");
    private readonly FakeTimeProvider _clock = new();
    private int _loads;
    private string _stored = "stored";

    private AccountCache<string> _cache;
    private AccountCaches _all;

    [SetUp]
    public void SetUp()
    {
        _loads = 0;
        _stored = "stored";
        var locks = new AccountLocks();
        _cache = new AccountCache<string>(locks, (_, _) => Task.FromResult(Load()), (_, start) => start.PhotoHash!);
        _all = new AccountCaches(
            locks, (_, _) => Task.FromResult(new AccountStart(new RosterSnapshot(0, [], []), [], Load())), _clock, _cache);
    }

    private string Load()
    {
        _loads++;
        return _stored == "fails" ? throw new IOException("no database") : _stored;
    }

    [Test]
    public async Task It_is_read_once_while_there_are_sessions()
    {
        await _all.PinAsync(s_juliet, default);
        await _all.PinAsync(s_juliet, default);
        for (var i = 0; i < 10; i++)
        {
            var value = _cache.GetAsync(s_juliet, default);
            Assert.That(value.IsCompletedSuccessfully, Is.True);
            Assert.That(await value, Is.EqualTo("stored"));
        }
        Assert.That(_loads, Is.EqualTo(1));
        await _all.UnpinAsync(s_juliet, default);
        await _cache.GetAsync(s_juliet, default);
        Assert.That(_loads, Is.EqualTo(1), "another session is there");
        await _all.UnpinAsync(s_juliet, default);
        await LeaveAsync(s_romeo); // who leaves later takes along what is over
        Assert.That(_loads, Is.EqualTo(2), "for the other");
        await _cache.GetAsync(s_juliet, default);
        Assert.That(_loads, Is.EqualTo(2), "a moment longer");
        _clock.Advance(AccountCaches.Afterwards);
        await LeaveAsync(s_romeo);
        await _cache.GetAsync(s_juliet, default);
        await _cache.GetAsync(s_juliet, default);
        Assert.That(_loads, Is.EqualTo(5), "once for each question, and for the other");
        await _all.UnpinAsync(s_juliet, default); // once too often does no harm
    }

    [Test]
    public async Task Who_is_back_at_once_is_not_read_again_and_finds_what_changed_meanwhile()
    {
        await LeaveAsync(s_juliet);
        await _cache.ChangeAsync(s_juliet, (value, _) => Task.FromResult(value + "+"), default);
        _clock.Advance(AccountCaches.Afterwards - TimeSpan.FromTicks(1));
        await _all.PinAsync(s_juliet, default);
        Assert.That((_loads, _cache.Find(s_juliet)), Is.EqualTo((1, "stored+")));
        _clock.Advance(AccountCaches.Afterwards);
        await LeaveAsync(s_romeo);
        Assert.That(_cache.Find(s_juliet), Is.EqualTo("stored+"), "it has a session");
        await _all.UnpinAsync(s_juliet, default);
        _clock.Advance(AccountCaches.Afterwards);
        await _all.PinAsync(s_juliet, default);
        Assert.That((_loads, _cache.Find(s_juliet)), Is.EqualTo((3, "stored")), "the time is over: the store counts");
    }

    [Test]
    public async Task Who_leaves_takes_along_more_than_one_whose_time_is_over()
    {
        Jid[] many = [.. Enumerable.Range(0, 50).Select(i => Jid.Parse($"user{i}@capulet.example"))];
        foreach (var account in many)
            await LeaveAsync(account);
        _clock.Advance(AccountCaches.Afterwards);
        for (var i = 0; i < many.Length / 4; i++)
            await LeaveAsync(s_romeo);
        Assert.That(many.Count(account => _cache.Find(account) is not null), Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_is_forgotten_is_not_for_the_next_account_of_that_name(bool isThere)
    {
        await _all.PinAsync(s_juliet, default);
        if (!isThere)
            await _all.UnpinAsync(s_juliet, default);
        await _all.ForgetAsync(s_juliet, default);
        _stored = "new";
        if (isThere)
            await _all.UnpinAsync(s_juliet, default);
        await _all.PinAsync(s_juliet, default);
        Assert.That(_cache.Find(s_juliet), Is.EqualTo("new"));
        await _all.UnpinAsync(s_juliet, default);
        await _all.PinAsync(s_juliet, default);
        Assert.That(_loads, Is.EqualTo(2), "the new one is kept as any");
    }

    private async Task LeaveAsync(Jid account)
    {
        await _all.PinAsync(account, default);
        await _all.UnpinAsync(account, default);
    }

    [Test]
    public async Task A_change_is_in_memory_when_it_is_stored()
    {
        await _all.PinAsync(s_juliet, default);
        var (before, after) = await _cache.ChangeAsync(s_juliet, (value, _) => Task.FromResult(value + "+"), default);
        Assert.That((before, after), Is.EqualTo(("stored", "stored+")));
        Assert.That(await _cache.GetAsync(s_juliet, default), Is.EqualTo("stored+"));
        Assert.ThrowsAsync<IOException>(
            () => _cache.ChangeAsync(s_juliet, (_, _) => throw new IOException("no database"), default));
        Assert.That(await _cache.GetAsync(s_juliet, default), Is.EqualTo("stored+"), "nothing has changed");
    }

    [Test]
    public async Task A_change_without_sessions_begins_with_the_store()
    {
        var (before, after) = await _cache.ChangeAsync(s_juliet, (value, _) => Task.FromResult(value + "+"), default);
        Assert.That((before, after), Is.EqualTo(("stored", "stored+")));
        Assert.That(await _cache.GetAsync(s_juliet, default), Is.EqualTo("stored"), "the store says what is");
    }

    [Test]
    public async Task What_cannot_be_loaded_is_not_kept()
    {
        _stored = "fails";
        Assert.ThrowsAsync<IOException>(() => _all.PinAsync(s_juliet, default));
        _stored = "later";
        Assert.That(await _cache.GetAsync(s_juliet, default), Is.EqualTo("later"));
        await _all.PinAsync(s_juliet, default);
        _stored = "newer";
        Assert.That(await _cache.GetAsync(s_juliet, default), Is.EqualTo("later"), "it is in memory");
    }
}
