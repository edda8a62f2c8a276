using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Offline;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>Two programs on one database: deadlocks and taken keys are tried again, not reported.</summary>
[TestFixture(DatabaseKind.SqliteFile)]
[TestFixture(DatabaseKind.MariaDb)]
public sealed class TwoNodesTests(DatabaseKind kind)
{
    private TestDatabase _database = null!;
    private IStorageEngine[] _engines = null!;
    private Stores[] _nodes = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync(kind);
        _engines = [await _database.OpenAsync(), await _database.OpenAsync()];
        _nodes = [.. _engines.Select(engine => new Stores(engine, TimeProvider.System))];
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
        _database.Dispose();
    }

    [Test]
    public async Task Messages_for_the_same_accounts_are_all_stored_once()
    {
        Jid[] accounts = [.. Enumerable.Range(0, 5).Select(i => Jid.Parse($"a{i}@example.org"))];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(async i => await _nodes[i % 2].Offline.AddAsync(
            accounts[i / 2 % 5], Encoding.UTF8.GetBytes($"{i}"), DateTimeOffset.UnixEpoch, new(1000, 100_000), Ct)));
        Assert.That(outcomes, Is.All.EqualTo(OfflineOutcome.Stored));
        foreach (var account in accounts)
        {
            var texts = (await _nodes[0].Offline.ReadAsync(account, 0, 1000, Ct)).Select(m => Encoding.UTF8.GetString(m.Stanza));
            Assert.That(texts.ToArray(), Has.Length.EqualTo(80).And.Unique);
        }
    }

    [Test]
    public async Task Rosters_changed_by_both_have_every_change_and_a_version_for_each()
    {
        var account = Jid.Parse("roster@example.org");
        var versions = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
        {
            var contact = Jid.Parse($"c{i}@example.org");
            var item = new RosterItem(contact, null, [], Subscription.None, false, false);
            return _nodes[i % 2].Roster.ApplyAsync(account, new(contact) { Item = RosterEdit<RosterItem>.Set(item) }, Ct);
        }));
        Assert.That(versions, Is.Unique);
        Assert.That((await _nodes[1].Roster.LoadAsync(account, Ct)).Items, Has.Length.EqualTo(100));
    }

    [Test]
    public async Task Secret_and_account_are_made_by_one_of_them()
    {
        var secrets = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _nodes[i % 2].Secrets.GetOrCreateAsync("s", 32, Ct)));
        Assert.That(secrets, Is.All.EqualTo(secrets[0]));
        var jid = Jid.Parse("created@example.org");
        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => _nodes[i % 2].Accounts.CreateAsync(new(jid, DateTimeOffset.UnixEpoch, false, []), Ct)));
        Assert.That(created.Count(won => won), Is.EqualTo(1));
    }
}
