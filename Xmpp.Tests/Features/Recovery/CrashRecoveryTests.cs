using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Features.Recovery;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Archive;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Features.Recovery;

[Case("SM-08")]
public sealed class CrashRecoveryTests(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly Jid s_romeo = Jid.Parse("romeo@example.net/orchard");

    [Test]
    public async Task What_is_archived_behind_the_mark_waits_for_the_account_once_with_its_id_and_time()
    {
        var account = await NewAccountAsync();
        await ArchiveAsync(account, s_romeo, account, "arrived");
        await Stores.DeliveryMarks.SetAsync([(account, (await Stores.Archive.FindEndsAsync(account, Ct))!.Value.Last)], Ct);
        await ArchiveAsync(account, s_romeo, account, "under way");
        await ArchiveAsync(account, account.Bare, s_romeo, "sent by the account itself");
        for (var run = 0; run < 2; run++) // the second finds the mark of the first
            await NewRecovery().EnsureAsync(account, Ct);
        var waiting = await Stores.Offline.ReadAsync(account, 0, 10, Ct);
        Assert.That(waiting, Has.Count.EqualTo(1));
        var text = Encoding.UTF8.GetString(waiting[0].Stanza);
        Assert.That(text, Does.Contain("under way").And.Contain($"by='{account}'").And.Contain("urn:xmpp:sid:0"));
    }

    [Test]
    public async Task An_account_without_a_mark_gets_one_and_nothing_else()
    {
        var account = await NewAccountAsync();
        await ArchiveAsync(account, s_romeo, account, "long ago");
        await NewRecovery().EnsureAsync(account, Ct);
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.Zero);
        Assert.That(await Stores.DeliveryMarks.FindAsync(account, Ct), Is.Not.Null);
    }

    [Test]
    public async Task It_looks_once_in_a_run_of_the_server()
    {
        var account = await NewAccountAsync();
        await Stores.DeliveryMarks.SetAsync([(account, 0)], Ct);
        var recovery = NewRecovery();
        await recovery.EnsureAsync(account, Ct);
        await ArchiveAsync(account, s_romeo, account, "live");
        await recovery.EnsureAsync(account, Ct);
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.Zero);
    }

    private CrashRecovery NewRecovery() => new(
        new DeliveryMarks(Stores.DeliveryMarks), Stores.DeliveryMarks, Stores.Archive, new ArchiveIds(new byte[ArchiveIds.KeySize]),
        Stores.Offline, new OfflineOptions(), NullLogger<CrashRecovery>.Instance);

    private async Task<Jid> NewAccountAsync()
    {
        var account = NewAccount();
        await Stores.Accounts.CreateAsync(
            new Account(account, Clock.GetUtcNow(), false, [new(ScramHash.Sha256, 4096, [1], [2], [3])]), Ct);
        return account;
    }

    private async Task ArchiveAsync(Jid account, Jid from, Jid to, string body)
    {
        var owner = await Stores.Archive.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException();
        var stanza = Encoding.UTF8.GetBytes(
            $"<message xmlns='jabber:client' from='{from}' to='{to}' type='chat' id='m'><body>{body}</body></message>");
        await (Stores.Archive.Add(owner, new ArchiveEntry(s_romeo, "m", stanza)) ?? throw new InvalidOperationException()).Task;
    }
}
