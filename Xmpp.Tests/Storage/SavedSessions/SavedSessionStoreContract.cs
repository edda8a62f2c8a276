using System.Text;
using Xmpp.Storage.SavedSessions;

namespace Xmpp.Tests.Storage.SavedSessions;

public sealed class SavedSessionStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test, Spec("XEP-0198", "5")]
    public async Task A_session_is_kept_over_a_restart_until_it_is_removed()
    {
        var account = NewAccount();
        var first = NewSession("first");
        var second = NewSession("second");
        foreach (var session in new[] { first, second })
            await Stores.SavedSessions.SaveAsync(session, Ct);
        if (IsKept)
            await RestartAsync();
        var all = (await Stores.SavedSessions.LoadAllAsync(Ct)).Where(s => s.Account == account).ToList();
        Assert.That(all.Select(s => (s.Id, s.ExpiresAt)), Is.EquivalentTo(new[]
        {
            (first.Id, first.ExpiresAt), (second.Id, second.ExpiresAt),
        }));
        Assert.That(all.Single(s => s.Id == "first").Session, Is.EqualTo(first.Session));

        await Stores.SavedSessions.DeleteAsync(account, "first", Ct);
        all = [.. (await Stores.SavedSessions.LoadAllAsync(Ct)).Where(s => s.Account == account)];
        Assert.That(all.Select(s => s.Id), Is.EqualTo(new[] { "second" }));

        SavedSession NewSession(string id) =>
            new(account, id, Clock.GetUtcNow().AddMinutes(5), Encoding.UTF8.GetBytes($"<session n='{id} \U0001F600'/>"));
    }

    [Test]
    public async Task The_same_session_is_kept_once()
    {
        var account = NewAccount();
        await Stores.SavedSessions.SaveAsync(new(account, "x", Clock.GetUtcNow(), [1]), Ct);
        await Stores.SavedSessions.SaveAsync(new(account, "x", Clock.GetUtcNow(), [2]), Ct);
        var all = (await Stores.SavedSessions.LoadAllAsync(Ct)).Where(s => s.Account == account);
        Assert.That(all.Single().Session, Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public async Task What_is_over_stays_with_its_messages_and_what_is_gone_does_not_come_back()
    {
        var account = NewAccount();
        await Stores.SavedSessions.SaveAsync(new(account, "x", Clock.GetUtcNow().AddMinutes(5), [1]), Ct);
        await Stores.SavedSessions.EndAsync(account, "x", Ct);
        await Stores.SavedSessions.EndAsync(account, "y", Ct);
        var all = (await Stores.SavedSessions.LoadAllAsync(Ct)).Where(s => s.Account == account);
        var over = all.Single();
        Assert.That((over.Id, over.ExpiresAt), Is.EqualTo(("x", DateTimeOffset.UnixEpoch)));
        Assert.That(over.Session, Is.EqualTo(new byte[] { 1 }));
    }
}
