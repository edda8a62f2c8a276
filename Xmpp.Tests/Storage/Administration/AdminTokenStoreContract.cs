using System.Security.Cryptography;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;

namespace Xmpp.Tests.Storage.Administration;

public sealed class AdminTokenStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static int s_ids;

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Test]
    public async Task All_of_a_token_is_kept()
    {
        var token = Of(NewAccount(), "'; DROP TABLE \U0001F600") with { Host = "example.org", ExpiresAt = Now.AddDays(1), LastUsedAt = Now };
        var plain = Of(null, "plain" + s_ids);
        Assert.That(await Stores.AdminTokens.AddAsync(token, Ct), Is.True);
        Assert.That(await Stores.AdminTokens.AddAsync(plain, Ct), Is.True);
        if (IsKept)
            await RestartAsync();
        foreach (var one in new[] { token, plain })
        {
            var found = await Stores.AdminTokens.FindAsync(one.Hash, Ct) ?? throw new InvalidOperationException();
            Assert.That(found with { Hash = [] }, Is.EqualTo(one with { Hash = [] }));
            Assert.That(found.Hash, Is.EqualTo(one.Hash));
        }
        Assert.That((await Stores.AdminTokens.ListAsync(Ct)).Select(t => t.Id), Is.SupersetOf(new[] { token.Id, plain.Id }));
        Assert.That(await Stores.AdminTokens.FindAsync(new byte[32], Ct), Is.Null);
    }

    [Test]
    public async Task A_name_is_used_once_by_one_owner_until_it_expires()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var first = Of(account, "backup") with { ExpiresAt = Now.AddDays(1) };
        Assert.That(await Stores.AdminTokens.AddAsync(first, Ct), Is.True);
        Assert.That(await Stores.AdminTokens.AddAsync(Of(account, "backup"), Ct), Is.False);
        Assert.That(await Stores.AdminTokens.AddAsync(Of(account, "Backup"), Ct), Is.True);
        Assert.That(await Stores.AdminTokens.AddAsync(Of(other, "backup"), Ct), Is.True);
        var later = Of(account, "backup") with { CreatedAt = Now.AddDays(1) };
        Assert.That(await Stores.AdminTokens.AddAsync(later, Ct), Is.True);
        Assert.That(await Stores.AdminTokens.FindAsync(first.Hash, Ct), Is.Null);
    }

    [Test]
    public async Task Of_many_with_one_name_at_once_one_is_kept()
    {
        var account = NewAccount();
        AdminToken[] tokens = [.. Enumerable.Range(0, 10).Select(_ => Of(account, "same"))];
        var added = await Task.WhenAll(tokens.Select(token => Task.Run(() => Stores.AdminTokens.AddAsync(token, Ct), Ct)));
        Assert.That(added.Count(done => done), Is.EqualTo(1));
        Assert.That((await Stores.AdminTokens.ListAsync(Ct)).Count(t => t.Owner == account), Is.EqualTo(1));
    }

    [Test]
    public async Task Its_use_is_noted_and_it_is_removed()
    {
        var token = Of(NewAccount(), "a");
        await Stores.AdminTokens.AddAsync(token, Ct);
        await Stores.AdminTokens.NoteUseAsync(token.Id, Now.AddHours(1), Ct);
        Assert.That((await Stores.AdminTokens.FindAsync(token.Hash, Ct))?.LastUsedAt, Is.EqualTo(Now.AddHours(1)));
        Assert.That(await Stores.AdminTokens.RemoveAsync(token.Id, Ct), Is.True);
        Assert.That(await Stores.AdminTokens.RemoveAsync(token.Id, Ct), Is.False);
        Assert.That(await Stores.AdminTokens.FindAsync(token.Hash, Ct), Is.Null);
    }

    [Test, Case("OPS-08")]
    public async Task Erased_account_has_no_tokens()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var (gone, stays) = (Of(account, "a"), Of(other, "a"));
        await Stores.AdminTokens.AddAsync(gone, Ct);
        await Stores.AdminTokens.AddAsync(stays, Ct);
        Assert.That(await Stores.AdminTokens.EraseAsync(account, Ct), Is.EqualTo(1));
        Assert.That(await Stores.AdminTokens.FindAsync(gone.Hash, Ct), Is.Null);
        Assert.That(await Stores.AdminTokens.FindAsync(stays.Hash, Ct), Is.Not.Null);
    }

    private AdminToken Of(Jid? owner, string name) => new(
        $"t{Interlocked.Increment(ref s_ids)}", owner, name, RandomNumberGenerator.GetBytes(32), AdminRole.Moderator, null, Now, null, null);
}
