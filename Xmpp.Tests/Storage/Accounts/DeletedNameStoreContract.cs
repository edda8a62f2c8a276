using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Storage.Accounts;

[Case("OPS-08")]
public sealed class DeletedNameStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly DateTimeOffset s_at = new(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    [Test]
    public async Task A_name_is_known_until_it_is_forgotten()
    {
        var (name, other) = (NewAccount(), NewAccount());
        Assert.That(await Stores.DeletedNames.FindAsync(name, Ct), Is.Null);
        await Stores.DeletedNames.NoteAsync(Jid.Parse($"{name}/balcony"), s_at, Ct);
        await Stores.DeletedNames.NoteAsync(other, s_at, Ct);
        Assert.That(await Stores.DeletedNames.FindAsync(name, Ct), Is.EqualTo(s_at));
        await Stores.DeletedNames.ForgetAsync(name, Ct);
        Assert.That(await Stores.DeletedNames.FindAsync(name, Ct), Is.Null);
        Assert.That(await Stores.DeletedNames.FindAsync(other, Ct), Is.EqualTo(s_at));
    }

    [Test]
    public async Task The_last_deletion_counts()
    {
        var name = NewAccount();
        await Stores.DeletedNames.NoteAsync(name, s_at, Ct);
        await Stores.DeletedNames.NoteAsync(name, s_at.AddDays(1), Ct);
        Assert.That(await Stores.DeletedNames.FindAsync(name, Ct), Is.EqualTo(s_at.AddDays(1)));
    }

    [Test]
    public async Task What_is_older_goes()
    {
        var (old, young) = (NewAccount(), NewAccount());
        await Stores.DeletedNames.NoteAsync(old, DateTimeOffset.UnixEpoch, Ct);
        await Stores.DeletedNames.NoteAsync(young, DateTimeOffset.UnixEpoch.AddSeconds(1), Ct);
        Assert.That(await Stores.DeletedNames.ForgetBeforeAsync(DateTimeOffset.UnixEpoch.AddSeconds(1), Ct), Is.EqualTo(1));
        Assert.That(await Stores.DeletedNames.FindAsync(old, Ct), Is.Null);
        Assert.That(await Stores.DeletedNames.FindAsync(young, Ct), Is.Not.Null);
    }
}
