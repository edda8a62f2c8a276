using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Invitations;
using Xmpp.Storage.PrivateXml;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Storage;

/// <summary>
/// OPS-08 by construction: a table that keeps something for an account, and is not reached by any IAccountData, fails
/// here. Whoever adds one adds a row to <see cref="FillAsync"/>.
/// </summary>
[Case("OPS-08")]
public sealed class AccountDataTests(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task Erasure_reaches_every_table_that_has_an_owner()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await FillAsync(account);
        await FillAsync(other);
        var tables = await OwnedTablesAsync();
        var rows = 0;
        foreach (var table in tables)
        {
            var count = await CountAsync(table, account);
            Assert.That(count, Is.Positive, $"{table} has no row for the account: extend FillAsync");
            rows += count;
        }

        var report = await Stores.EraseAsync(account, Ct);
        Assert.That(report.Sum(part => part.Rows), Is.EqualTo(rows));
        Assert.That(report.Select(part => part.Name), Is.EqualTo(Stores.AccountData.Select(data => data.Name)));
        foreach (var table in tables)
        {
            Assert.That(await CountAsync(table, account), Is.Zero, table);
            Assert.That(await CountAsync(table, other), Is.Positive, table);
        }
    }

    [Test]
    public async Task Every_table_that_has_an_owner_is_keyed_by_it_first()
    {
        foreach (var table in await OwnedTablesAsync())
            Assert.That(await FirstKeyColumnAsync(table), Is.EqualTo("owner"), table);
    }

    [Test]
    public void Every_store_that_keeps_data_of_accounts_is_asked_to_erase()
    {
        var stores = Stores.GetType().GetProperties().Select(property => property.GetValue(Stores))
            .OfType<Xmpp.Storage.IAccountData>();
        Assert.That(Stores.AccountData, Is.EquivalentTo(stores));
    }

    private async Task FillAsync(Jid account)
    {
        var now = Clock.GetUtcNow();
        var contact = Jid.Parse("romeo@example.net");
        await Stores.Invitations.AddAsync(new($"of {account}", account, account.Domain, InvitationKind.Account, now), null, Ct);
        await Stores.Invitations.CreateAccountAsync(
            $"of {account}", new(account, now, false, [new(ScramHash.Sha256, 4096, [1], [2], [3])])
            {
                Origin = new(AccountWay.Invitation, "192.0.2.1"),
            },
            Ct);
        await Stores.Roster.ApplyAsync(account, new(contact)
        {
            Item = RosterEdit<RosterItem>.Set(new(contact, null, [], Subscription.None, false, false)),
            Request = RosterEdit<SubscriptionRequest>.Set(new(contact, [1], now)),
        }, Ct);
        await Stores.Offline.AddAsync(account, [1], now, new(10, 10), Ct);
        var archive = await Stores.Archive.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException();
        await (Stores.Archive.Add(archive, new(contact, "m", [1])) ?? throw new InvalidOperationException()).Task;
        Stores.ArchiveIndex.WordsOf = _ => ["word"];
        await Stores.ArchiveIndex.AddNextAsync(account, Ct);
        await Stores.Archive.SetPreferencesAsync(account, new(ArchivePolicy.Always, [], [contact]), Ct);
        await Stores.Push.EnableAsync(account, new(contact, "n", null, "phone", now), 10, Ct);
        await Stores.PubSub.CreateAsync(new(account, "n", account, now, [1]) { Affiliates = [new(contact, PubSubAffiliation.Member)] }, 10, 10, Ct);
        await Stores.PubSub.SetSubscriptionAsync(account, "n", new(contact, "s", PubSubSubscriptionState.Subscribed, null, now), Ct);
        await Stores.PubSubItems.PublishAsync(account, "n", [new("i", account, now, [1])], new(10, false, 0), Ct);
        await Stores.PrivateXml.SetAsync(account, [new("urn:x", "n", [1])], new PrivateXmlQuota(10, 10), Ct);
        await Stores.VCards.SetAsync(account, new([1], null), Ct);
        await Stores.DeliveryMarks.SetAsync([(account, 1)], Ct);
        await Stores.LastActivity.NoteAsync(account, new(now, null), Ct);
        await Stores.LastActivity.FlushAsync(Ct);
        await Stores.BlockLists.AddAsync(account, [contact], Ct);
        await Stores.Reports.AddAsync(new(account, contact, "urn:x", null, [], now), 10, Ct);
        await Stores.AdminRoles.SetAsync(new(account, null, AdminRole.Viewer), Ct);
        await Stores.AdminTokens.AddAsync(new("t", account, "n", Hash(account), AdminRole.Viewer, null, now, null, null), Ct);
        await Stores.SecondFactors.TryBeginAsync(account, [1], Ct);
        await Stores.SavedSessions.SaveAsync(new(account, "id", now, [1]), Ct);
        var key = RandomNumberGenerator.GetBytes(32);
        await Stores.Uploads.AddSlotAsync(
            new(account, key, "a.txt", null, 1, now) { ExpiresAt = now.AddMinutes(5) }, new(10, 10, 10, 10, 10), Ct);
        await Stores.Uploads.StoreAsync(key, new byte[32], "text/plain", now, Ct);
    }

    private static byte[] Hash(Jid account) => SHA256.HashData(Encoding.UTF8.GetBytes(account.ToString()));

    private Task<IReadOnlyList<string>> OwnedTablesAsync() =>
        Engine.ReadAsync(
            (session, ct) => Engine.Kind == EngineKind.Sqlite
                ? session.QueryAsync<string>(
                    """
                    SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'owner'
                    WHERE m.type = 'table'
                    """,
                    null, ct)
                : session.QueryAsync<string>(
                    """
                    SELECT table_name FROM information_schema.columns
                    WHERE table_schema = DATABASE() AND column_name = 'owner'
                    """,
                    null, ct),
            Ct);

    private Task<string?> FirstKeyColumnAsync(string table) =>
        Engine.ReadAsync(
            (session, ct) => Engine.Kind == EngineKind.Sqlite
                ? session.QueryFirstOrDefaultAsync<string>(
                    "SELECT name FROM pragma_table_info(@table) WHERE pk = 1", new { table }, ct)
                : session.QueryFirstOrDefaultAsync<string>(
                    """
                    SELECT column_name FROM information_schema.key_column_usage
                    WHERE table_schema = DATABASE() AND table_name = @table AND constraint_name = 'PRIMARY'
                      AND ordinal_position = 1
                    """,
                    new { table }, ct),
            Ct);

    // CA1857: a table's name is no value; it comes from the catalogue.
#pragma warning disable CA1857
    private Task<int> CountAsync(string table, Jid account) =>
        Engine.ReadAsync(
            (session, ct) => session.QueryFirstOrDefaultAsync<int>(
                $"SELECT COUNT(*) FROM {table} WHERE owner = @account", new { account }, ct),
            Ct);
#pragma warning restore CA1857
}
