using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Storage.Accounts;

public sealed class AccountStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly DateTimeOffset Created = new(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);
    private static readonly string[] HostileNames =
        ["a", "b%", "b_", "b\\", "b)(uid=*", "b;--", "b`", "b{0}", "b$(id)", "\u00e4", "a\u0308b", "ss", "\u00df", "\u0131", "i"];

    [Test]
    public async Task Unknown_account_is_null() =>
        Assert.That(await Stores.Accounts.FindAsync(NewAccount(), Ct), Is.Null);

    [Test]
    public async Task Created_account_is_found_with_all_its_credentials()
    {
        var account = New(NewAccount(), Credential(ScramHash.Sha512, 3), Credential(ScramHash.Sha1, 1));
        Assert.That(await Stores.Accounts.CreateAsync(account, Ct), Is.True);

        var found = await FindAsync(account.Jid);
        Assert.That(found.Jid, Is.EqualTo(account.Jid));
        Assert.That(found.CreatedAt, Is.EqualTo(Created));
        Assert.That(found.IsDisabled, Is.False);
        Assert.That(found.Credentials.Select(c => c.Hash), Is.EqualTo([ScramHash.Sha1, ScramHash.Sha512]));
        var sha512 = found.Credentials[1];
        Assert.That(sha512.Iterations, Is.EqualTo(4096));
        Assert.That(sha512.Salt, Is.EqualTo(EveryOctet[..16]));
        Assert.That(sha512.StoredKey, Is.EqualTo(account.Credentials[0].StoredKey));
        Assert.That(sha512.ServerKey, Is.EqualTo(account.Credentials[0].ServerKey));
    }

    [Test]
    public async Task Existence_follows_creation_and_deletion_at_once()
    {
        var jid = NewAccount();
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await Stores.Accounts.ExistsAsync(jid, Ct), Is.False);
            await Stores.Accounts.CreateAsync(New(jid), Ct);
            Assert.That(await Stores.Accounts.ExistsAsync(jid, Ct), Is.True);
            Assert.That(await Stores.Accounts.ExistsAsync(Jid.Parse($"{jid}/balcony"), Ct), Is.True);
            await Stores.Accounts.DeleteAsync(jid, Ct);
        }
    }

    [Test]
    public async Task Deletion_by_another_node_is_noticed_after_a_while()
    {
        var jid = NewAccount();
        await Stores.Accounts.CreateAsync(New(jid), Ct);
        Assert.That(await Stores.Accounts.ExistsAsync(jid, Ct), Is.True);
        await new Xmpp.Storage.Stores(Engine, Clock).Accounts.DeleteAsync(jid, Ct);
        Clock.Advance(RecentAnswers.Lifetime);
        Assert.That(await Stores.Accounts.ExistsAsync(jid, Ct), Is.False);
    }

    [Test]
    public void Answer_from_before_a_deletion_is_not_kept()
    {
        var (known, jid) = (new RecentAnswers(Clock), NewAccount());
        var moment = known.Moment;
        known.Remove(jid);
        known.Add(jid, moment);
        Assert.That(known.Contains(jid), Is.False);
        known.Add(jid, known.Moment);
        Assert.That(known.Contains(jid), Is.True);
    }

    [Test]
    public void Known_accounts_are_bounded()
    {
        var (known, first) = (new RecentAnswers(Clock), Jid.Parse("first@example.org"));
        known.Add(first, known.Moment);
        for (var i = 0; i < RecentAnswers.MaxCount; i++)
            known.Add(Jid.Parse($"a{i}@example.org"), known.Moment);
        Assert.That(known.Contains(first), Is.False);
    }

    [Test]
    public async Task Full_address_finds_the_account()
    {
        var jid = NewAccount();
        await Stores.Accounts.CreateAsync(New(jid), Ct);
        Assert.That((await FindAsync(Jid.Parse($"{jid}/balcony"))).Jid, Is.EqualTo(jid));
    }

    [Test]
    public async Task Account_without_credentials_exists()
    {
        var jid = NewAccount();
        await Stores.Accounts.CreateAsync(New(jid), Ct);
        Assert.That((await FindAsync(jid)).Credentials, Is.Empty);
    }

    [Test]
    public async Task Second_creation_changes_nothing()
    {
        var first = New(NewAccount(), Credential(ScramHash.Sha256, 1));
        await Stores.Accounts.CreateAsync(first, Ct);
        var second = first with { Credentials = [Credential(ScramHash.Sha256, 2), Credential(ScramHash.Sha1, 2)] };
        Assert.That(await Stores.Accounts.CreateAsync(second, Ct), Is.False);
        Assert.That(await KeysAsync(first.Jid), Is.EqualTo([(ScramHash.Sha256, 1)]));
    }

    [Test]
    public async Task Of_many_creations_at_once_exactly_one_wins()
    {
        var jid = NewAccount();
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            i => Stores.Accounts.CreateAsync(New(jid, Credential(ScramHash.Sha1, i), Credential(ScramHash.Sha256, i)), Ct)));
        Assert.That(outcomes.Count(won => won), Is.EqualTo(1));
        var winner = Array.IndexOf(outcomes, true) + 1;
        Assert.That(await KeysAsync(jid), Is.EqualTo([(ScramHash.Sha1, winner), (ScramHash.Sha256, winner)]));
    }

    [Test]
    public async Task New_password_replaces_every_credential()
    {
        var jid = NewAccount();
        await Stores.Accounts.CreateAsync(New(jid, Credential(ScramHash.Sha1, 1), Credential(ScramHash.Sha256, 1)), Ct);
        Assert.That(await Stores.Accounts.SetCredentialsAsync(jid, [Credential(ScramHash.Sha512, 2)], Ct), Is.True);
        Assert.That(await KeysAsync(jid), Is.EqualTo([(ScramHash.Sha512, 2)]));
    }

    [Test]
    public async Task New_password_without_account_makes_none()
    {
        var jid = NewAccount();
        Assert.That(await Stores.Accounts.SetCredentialsAsync(jid, [Credential(ScramHash.Sha1, 1)], Ct), Is.False);
        await Stores.Accounts.CreateAsync(New(jid), Ct);
        Assert.That(await KeysAsync(jid), Is.Empty);
    }

    [Test]
    public async Task Missing_hash_is_added_and_a_stored_one_kept()
    {
        var jid = NewAccount();
        var stored = Credential(ScramHash.Sha256, 1);
        await Stores.Accounts.CreateAsync(New(jid, stored), Ct);
        await Stores.Accounts.AddCredentialAsync(jid, stored, Credential(ScramHash.Sha1, 2), Ct);
        await Stores.Accounts.AddCredentialAsync(jid, stored, Credential(ScramHash.Sha256, 3), Ct);
        Assert.That(await KeysAsync(jid), Is.EqualTo([(ScramHash.Sha1, 2), (ScramHash.Sha256, 1)]));
    }

    [Test]
    [Case("AUTH-17")]
    public async Task Hash_of_a_password_that_was_changed_meanwhile_is_not_added()
    {
        var jid = NewAccount();
        var old = Credential(ScramHash.Sha256, 1);
        await Stores.Accounts.CreateAsync(New(jid, old), Ct);
        await Stores.Accounts.SetCredentialsAsync(jid, [Credential(ScramHash.Sha256, 2)], Ct);
        await Stores.Accounts.AddCredentialAsync(jid, old, Credential(ScramHash.Sha1, 1), Ct);
        Assert.That(await KeysAsync(jid), Is.EqualTo([(ScramHash.Sha256, 2)]));
    }

    [Test]
    public async Task Disabled_account_is_found_as_such_until_enabled()
    {
        var jid = NewAccount();
        Assert.That(await Stores.Accounts.SetDisabledAsync(jid, true, Ct), Is.False);
        await Stores.Accounts.CreateAsync(New(jid), Ct);
        Assert.That(await Stores.Accounts.SetDisabledAsync(jid, true, Ct), Is.True);
        Assert.That((await FindAsync(jid)).IsDisabled, Is.True);
        // The same again is no change, and still an answer about an account that exists.
        Assert.That(await Stores.Accounts.SetDisabledAsync(jid, true, Ct), Is.True);
        await Stores.Accounts.SetDisabledAsync(jid, false, Ct);
        Assert.That((await FindAsync(jid)).IsDisabled, Is.False);
    }

    [Test]
    [Case("OPS-08")]
    public async Task Deleted_account_leaves_no_key_to_the_next_owner_of_the_name()
    {
        var jid = NewAccount();
        await Stores.Accounts.CreateAsync(New(jid, Credential(ScramHash.Sha1, 1)), Ct);
        Assert.That(await Stores.Accounts.DeleteAsync(jid, Ct), Is.True);
        Assert.That(await Stores.Accounts.DeleteAsync(jid, Ct), Is.False);
        Assert.That(await Stores.Accounts.FindAsync(jid, Ct), Is.Null);
        await Stores.Accounts.CreateAsync(New(jid, Credential(ScramHash.Sha256, 2)), Ct);
        Assert.That(await KeysAsync(jid), Is.EqualTo([(ScramHash.Sha256, 2)]));
    }

    [Test]
    public async Task List_pages_through_one_host_in_order()
    {
        foreach (var name in new[] { "carol", "alice", "bob", "dave", "eve" })
            await Stores.Accounts.CreateAsync(New(Jid.Parse($"{name}@paged.example")), Ct);
        await Stores.Accounts.CreateAsync(New(Jid.Parse("bert@other.example")), Ct);

        var pages = new List<string[]>();
        for (string? after = null; pages.Count < 9; after = pages[^1][^1])
        {
            var page = await Stores.Accounts.ListAsync("paged.example", after, 2, Ct);
            if (page.Count == 0)
                break;
            pages.Add([.. page.Select(entry => entry.Jid.ToString())]);
        }
        Assert.That(pages, Is.EqualTo(new string[][]
        {
            ["alice@paged.example", "bob@paged.example"], ["carol@paged.example", "dave@paged.example"],
            ["eve@paged.example"],
        }));
        Assert.That(await Stores.Accounts.CountAsync("paged.example", Ct), Is.EqualTo(5));
        Assert.That(await Stores.Accounts.CountAsync("nobody.example", Ct), Is.Zero);
        Assert.That(await Stores.Accounts.CountDisabledAsync("paged.example", Ct), Is.Zero);
        var all = (await Stores.Accounts.ListAsync("paged.example", null, 10, Ct)).Select(entry => entry.Jid).ToList();
        await Stores.Accounts.SetDisabledAsync(all[1], true, Ct);
        await Stores.Accounts.SetDisabledAsync(all[3], true, Ct);
        Assert.That(await Stores.Accounts.CountDisabledAsync("paged.example", Ct), Is.EqualTo(2));
        Assert.That((await Stores.Accounts.ListAsync("paged.example", all[1].ToString(), true, 10, Ct)).Select(entry => entry.Jid), Is.EqualTo(new[] { all[3] }));
        Assert.That((await Stores.Accounts.ListAsync("paged.example", null, false, 2, Ct)).Select(entry => entry.Jid), Is.EqualTo(new[] { all[0], all[2] }));
    }

    [Test]
    public async Task List_says_when_an_account_was_created_and_that_it_is_disabled()
    {
        await Stores.Accounts.CreateAsync(New(Jid.Parse("x@entry.example")) with { IsDisabled = true }, Ct);
        var entry = (await Stores.Accounts.ListAsync("entry.example", null, 10, Ct)).Single();
        Assert.That(entry, Is.EqualTo(new AccountEntry(Jid.Parse("x@entry.example"), Created, true)));
    }

    [Test]
    public async Task Addresses_that_look_alike_are_different_accounts()
    {
        Jid[] jids = [.. HostileNames.Select(name => Jid.Parse($"{name}@hostile.example")).Distinct()];
        for (var i = 0; i < jids.Length; i++)
            Assert.That(await Stores.Accounts.CreateAsync(New(jids[i], Credential(ScramHash.Sha1, i)), Ct), Is.True, jids[i].ToString());
        for (var i = 0; i < jids.Length; i++)
            Assert.That(await KeysAsync(jids[i]), Is.EqualTo([(ScramHash.Sha1, i)]), jids[i].ToString());
        Assert.That(await Stores.Accounts.CountAsync("hostile.example", Ct), Is.EqualTo(jids.Length));
    }

    private static Account New(Jid jid, params ScramCredential[] credentials) =>
        new(jid, Created, false, [.. credentials]);

    private static ScramCredential Credential(ScramHash hash, int mark) =>
        new(hash, 4096, EveryOctet[..16], [.. EveryOctet[..31], (byte)mark], [.. EveryOctet[..63], (byte)mark]);

    private async Task<Account> FindAsync(Jid jid) =>
        await Stores.Accounts.FindAsync(jid, Ct) ?? throw new AssertionException($"{jid} is not there");

    private async Task<ImmutableArray<(ScramHash, int)>> KeysAsync(Jid jid) =>
        [.. (await FindAsync(jid)).Credentials.Select(c => (c.Hash, (int)c.StoredKey[^1]))];
}
