using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.LastActivity;

namespace Xmpp.Tests.Storage.LastActivity;

public sealed class LastActivityStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [TestCase(null)]
    [TestCase("")]
    [TestCase("Gone to the \U0001F3E0, 'back' later\\ ")]
    [Spec("XEP-0012", "4")]
    public async Task Last_time_and_status_are_kept(string? status)
    {
        var account = NewAccount();
        Assert.That(await Stores.LastActivity.FindAsync(account, Ct), Is.Null);
        var seen = new LastSeen(Clock.GetUtcNow(), status);
        await WriteAsync(account, seen with { At = seen.At.AddDays(-1), Status = "old" });
        await WriteAsync(account, seen);
        Assert.That(await Stores.LastActivity.FindAsync(account, Ct), Is.EqualTo(seen));
        Assert.That(await new Stores(Engine, Clock).LastActivity.FindAsync(account, Ct), Is.EqualTo(seen), "not written");
    }

    [Test]
    public async Task What_is_noted_is_read_at_once_and_written_by_a_flush()
    {
        var accounts = Enumerable.Range(0, 250).Select(_ => NewAccount()).ToArray();
        var seen = new LastSeen(Clock.GetUtcNow(), "away");
        foreach (var account in accounts)
            await Stores.LastActivity.NoteAsync(account, seen, Ct);
        Assert.That(await Stores.LastActivity.FindAsync(accounts[0], Ct), Is.EqualTo(seen));
        var others = new Stores(Engine, Clock).LastActivity; // knows of no notes
        Assert.That(await others.FindAsync(accounts[0], Ct), Is.Null);
        await Stores.LastActivity.FlushAsync(Ct);
        foreach (var account in accounts)
            Assert.That(await others.FindAsync(account, Ct), Is.EqualTo(seen));
    }

    [Test]
    public async Task Too_many_notes_are_written_without_being_asked()
    {
        var seen = new LastSeen(Clock.GetUtcNow(), null);
        var first = NewAccount();
        await Stores.LastActivity.NoteAsync(first, seen, Ct);
        for (var i = 0; i < LastActivityStore.MaxNotes; i++)
            await Stores.LastActivity.NoteAsync(NewAccount(), seen, Ct);
        Assert.That(await new Stores(Engine, Clock).LastActivity.FindAsync(first, Ct), Is.EqualTo(seen));
    }

    [Test]
    public async Task What_could_not_be_written_stays_noted()
    {
        var account = NewAccount();
        var seen = new LastSeen(Clock.GetUtcNow(), null);
        await Stores.LastActivity.NoteAsync(account, seen, Ct);
        await ExecuteAsync("ALTER TABLE last_activity RENAME TO away");
        try
        {
            Assert.That(() => Stores.LastActivity.FlushAsync(Ct), Throws.InstanceOf<StorageException>());
        }
        finally
        {
            await ExecuteAsync("ALTER TABLE away RENAME TO last_activity");
        }
        await Stores.LastActivity.FlushAsync(Ct);
        Assert.That(await new Stores(Engine, Clock).LastActivity.FindAsync(account, Ct), Is.EqualTo(seen));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Case("OPS-08")]
    public async Task Erased_account_was_never_online(bool isWritten)
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.LastActivity.NoteAsync(account, new(Clock.GetUtcNow(), null), Ct);
        await Stores.LastActivity.NoteAsync(other, new(Clock.GetUtcNow(), null), Ct);
        if (isWritten)
            await Stores.LastActivity.FlushAsync(Ct);
        Assert.That(await Stores.LastActivity.EraseAsync(account, Ct), Is.EqualTo(1));
        await Stores.LastActivity.FlushAsync(Ct);
        Assert.That(await Stores.LastActivity.FindAsync(account, Ct), Is.Null);
        Assert.That(await Stores.LastActivity.FindAsync(other, Ct), Is.Not.Null);
    }

    private Task<int> ExecuteAsync([ConstantExpected] string sql) =>
        Engine.WriteAsync((session, token) => session.ExecuteAsync(sql, null, token), Ct);

    private async Task WriteAsync(Jid account, LastSeen seen)
    {
        await Stores.LastActivity.NoteAsync(account, seen, Ct);
        await Stores.LastActivity.FlushAsync(Ct);
    }
}
