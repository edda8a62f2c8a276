using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

/// <summary>What is in memory for accounts with sessions (DESIGN §5), and how often the store is read for the others.</summary>
public class AccountCacheTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private int _loads;
    private string _stored = "stored";

    private AccountCache<string> _cache;

    [SetUp]
    public void SetUp()
    {
        _loads = 0;
        _stored = "stored";
        _cache = new AccountCache<string>(new AccountLocks(), (_, _) =>
        {
            _loads++;
            return _stored == "fails" ? throw new IOException("no database") : Task.FromResult(_stored);
        });
    }

    [Test]
    public async Task It_is_read_once_while_there_are_sessions()
    {
        await _cache.PinAsync(s_juliet, default);
        await _cache.PinAsync(s_juliet, default);
        for (var i = 0; i < 10; i++)
        {
            var value = _cache.GetAsync(s_juliet, default);
            Assert.That(value.IsCompletedSuccessfully, Is.True);
            Assert.That(await value, Is.EqualTo("stored"));
        }
        Assert.That(_loads, Is.EqualTo(1));
        await _cache.UnpinAsync(s_juliet, default);
        await _cache.GetAsync(s_juliet, default);
        Assert.That(_loads, Is.EqualTo(1), "another session is there");
        await _cache.UnpinAsync(s_juliet, default);
        await _cache.GetAsync(s_juliet, default);
        await _cache.GetAsync(s_juliet, default);
        Assert.That(_loads, Is.EqualTo(3), "once for each question");
        await _cache.UnpinAsync(s_juliet, default); // once too often does no harm
    }

    [Test]
    public async Task A_change_is_in_memory_when_it_is_stored()
    {
        await _cache.PinAsync(s_juliet, default);
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
    public async Task When_one_of_several_cannot_be_loaded_none_is_kept()
    {
        var fine = 0;
        var other = new AccountCache<string>(new AccountLocks(), (_, _) =>
        {
            fine++;
            return Task.FromResult("other");
        });
        var all = new AccountCaches(other, _cache);
        _stored = "fails";
        Assert.ThrowsAsync<IOException>(() => all.PinAsync(s_juliet, default));
        await other.GetAsync(s_juliet, default);
        Assert.That(fine, Is.EqualTo(2), "it is not in memory");
    }
}
