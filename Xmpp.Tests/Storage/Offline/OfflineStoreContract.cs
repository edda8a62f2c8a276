using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Offline;

namespace Xmpp.Tests.Storage.Offline;

public sealed class OfflineStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly OfflineQuota Plenty = new(1000, 100_000_000);

    [Test]
    [Case("RTE-09")]
    public async Task Messages_are_read_in_the_order_in_which_they_were_stored_though_the_clock_goes_back()
    {
        var account = NewAccount();
        var time = Clock.GetUtcNow();
        for (var i = 0; i < 10; i++)
        {
            Clock.AdjustTime(time.AddMinutes(-i));
            await AddAsync(account, $"m{i}");
        }
        Clock.AdjustTime(time);
        Assert.That(await TextsAsync(account), Is.EqualTo(Enumerable.Range(0, 10).Select(i => $"m{i}")));
        Assert.That((await ReadAsync(account)).Select(m => m.Id), Is.Ordered.Ascending.And.Unique);
    }

    [Test]
    public async Task The_newest_are_read_backwards()
    {
        var account = NewAccount();
        for (var i = 0; i < 5; i++)
            await AddAsync(account, $"m{i}");
        await AddAsync(NewAccount(), "another's");
        var newest = await Stores.Offline.ReadNewestAsync(account, long.MaxValue, 2, Ct);
        Assert.That(newest.Select(m => Encoding.UTF8.GetString(m.Stanza)), Is.EqualTo(new[] { "m4", "m3" }));
        var older = await Stores.Offline.ReadNewestAsync(account, newest[^1].Id, 10, Ct);
        Assert.That(older.Select(m => Encoding.UTF8.GetString(m.Stanza)), Is.EqualTo(new[] { "m2", "m1", "m0" }));
    }

    [Test]
    public async Task Messages_queued_together_keep_their_order()
    {
        var account = NewAccount();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => AddAsync(account, $"m{i}")));
        Assert.That(await TextsAsync(account), Is.EqualTo(Enumerable.Range(0, 300).Select(i => $"m{i}")));
    }

    [Test]
    [Spec("XEP-0203", "2")]
    public async Task Stamp_is_kept_to_the_millisecond_and_bytes_as_they_are()
    {
        var account = NewAccount();
        var at = new DateTimeOffset(2026, 5, 6, 7, 8, 9, 123, TimeSpan.FromHours(2));
        await Stores.Offline.AddAsync(account, EveryOctet, at, Plenty, Ct);
        var message = (await ReadAsync(account)).Single();
        Assert.That(message.ReceivedAt, Is.EqualTo(at));
        Assert.That(message.Stanza, Is.EqualTo(EveryOctet));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(70_000)]
    [TestCase(2_000_000)]
    public async Task Stanza_of_any_size_comes_back(int size)
    {
        var account = NewAccount();
        var stanza = new byte[size];
        for (var i = 0; i < size; i++)
            stanza[i] = (byte)(i * 31);
        Assert.That(await Stores.Offline.AddAsync(account, stanza, Clock.GetUtcNow(), Plenty, Ct), Is.EqualTo(OfflineOutcome.Stored));
        Assert.That((await ReadAsync(account)).Single().Stanza, Is.EqualTo(stanza));
    }

    [Test]
    public async Task Pages_follow_each_other()
    {
        var account = NewAccount();
        for (var i = 0; i < 5; i++)
            await AddAsync(account, $"m{i}");
        var first = await Stores.Offline.ReadAsync(account, 0, 2, Ct);
        var second = await Stores.Offline.ReadAsync(account, first[^1].Id, 2, Ct);
        var third = await Stores.Offline.ReadAsync(account, second[^1].Id, 2, Ct);
        Assert.That(first.Concat(second).Concat(third).Select(TextOf), Is.EqualTo(["m0", "m1", "m2", "m3", "m4"]));
        Assert.That(await Stores.Offline.ReadAsync(account, third[^1].Id, 2, Ct), Is.Empty);
    }

    [Test]
    [Spec("XEP-0160", "3")]
    public async Task Quota_of_messages_is_exact()
    {
        var account = NewAccount();
        var quota = new OfflineQuota(3, 1_000_000);
        var outcomes = new List<OfflineOutcome>();
        for (var i = 0; i < 5; i++)
            outcomes.Add(await AddAsync(account, $"m{i}", quota));
        Assert.That(outcomes, Is.EqualTo([
            OfflineOutcome.Stored, OfflineOutcome.Stored, OfflineOutcome.Stored, OfflineOutcome.Full, OfflineOutcome.Full]));
        Assert.That(await TextsAsync(account), Is.EqualTo(["m0", "m1", "m2"]));
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.EqualTo(3));
    }

    [Test]
    public async Task Quota_of_bytes_is_exact_and_a_smaller_message_still_fits()
    {
        var account = NewAccount();
        var quota = new OfflineQuota(100, 10);
        Assert.That(await AddAsync(account, "123456", quota), Is.EqualTo(OfflineOutcome.Stored));
        Assert.That(await AddAsync(account, "12345", quota), Is.EqualTo(OfflineOutcome.Full));
        Assert.That(await AddAsync(account, "1234", quota), Is.EqualTo(OfflineOutcome.Stored));
        Assert.That(await AddAsync(account, "1", quota), Is.EqualTo(OfflineOutcome.Full));
    }

    [Test]
    public async Task Quota_holds_for_adds_at_once()
    {
        var account = NewAccount();
        var quota = new OfflineQuota(70, 1_000_000);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => AddAsync(account, $"m{i}", quota)));
        Assert.That(outcomes.Count(outcome => outcome == OfflineOutcome.Stored), Is.EqualTo(70));
        Assert.That(await ReadAsync(account), Has.Count.EqualTo(70));
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.EqualTo(70));
    }

    [Test]
    public async Task One_account_that_is_full_takes_nothing_from_others_in_the_same_commit()
    {
        var (full, free) = (NewAccount(), NewAccount());
        var quota = new OfflineQuota(5, 1_000_000);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            i => i % 2 == 0 ? AddAsync(full, $"m{i}", quota) : AddAsync(free, $"m{i}", Plenty)));
        Assert.That(outcomes.Count(outcome => outcome == OfflineOutcome.Full), Is.EqualTo(15));
        Assert.That(await ReadAsync(free), Has.Count.EqualTo(20));
    }

    [Test]
    public async Task Delivered_messages_go_and_make_room()
    {
        var account = NewAccount();
        var quota = new OfflineQuota(4, 8);
        for (var i = 0; i < 4; i++)
            await AddAsync(account, $"m{i}", quota);
        var messages = await ReadAsync(account);
        await Stores.Offline.DeleteThroughAsync(account, messages[2].Id, Ct);
        Assert.That(await TextsAsync(account), Is.EqualTo(["m3"]));
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.EqualTo(1));

        var outcomes = new List<OfflineOutcome>();
        for (var i = 4; i < 8; i++)
            outcomes.Add(await AddAsync(account, $"m{i}", quota));
        Assert.That(outcomes.Count(outcome => outcome == OfflineOutcome.Stored), Is.EqualTo(3));
        Assert.That(await TextsAsync(account), Is.EqualTo(["m3", "m4", "m5", "m6"]));
    }

    [Test]
    public async Task Message_that_arrives_while_others_are_delivered_survives_their_removal()
    {
        var account = NewAccount();
        await AddAsync(account, "old");
        var read = await ReadAsync(account);
        var time = Clock.GetUtcNow();
        Clock.AdjustTime(time.AddHours(-1));
        await AddAsync(account, "new");
        Clock.AdjustTime(time);
        await Stores.Offline.DeleteThroughAsync(account, read[^1].Id, Ct);
        Assert.That(await TextsAsync(account), Is.EqualTo(["new"]));
    }

    [Test]
    public async Task Ids_do_not_come_again_after_everything_was_delivered()
    {
        var account = NewAccount();
        await AddAsync(account, "old");
        var id = (await ReadAsync(account)).Single().Id;
        await Stores.Offline.DeleteAllAsync(account, Ct);
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.Zero);
        await AddAsync(account, "new");
        Assert.That((await ReadAsync(account)).Single().Id, Is.GreaterThan(id));
    }

    [Test]
    public async Task Nothing_waits_for_an_account_without_messages()
    {
        var account = NewAccount();
        Assert.That(await ReadAsync(account), Is.Empty);
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.Zero);
        await Stores.Offline.DeleteThroughAsync(account, 5, Ct);
        Assert.That(await Stores.Offline.EraseAsync(account, Ct), Is.Zero);
    }

    [Test]
    public async Task Messages_and_counts_are_there_after_a_restart()
    {
        if (!IsKept)
            Assert.Pass("in memory nothing is kept, which is what that is for");
        var account = NewAccount();
        var quota = new OfflineQuota(3, 1_000_000);
        await AddAsync(account, "m0", quota);
        await AddAsync(account, "m1", quota);
        await RestartAsync();
        Assert.That(await AddAsync(account, "m2", quota), Is.EqualTo(OfflineOutcome.Stored));
        Assert.That(await AddAsync(account, "m3", quota), Is.EqualTo(OfflineOutcome.Full));
        Assert.That(await TextsAsync(account), Is.EqualTo(["m0", "m1", "m2"]));
    }

    [Test]
    [Case("OPS-08")]
    public async Task Erased_account_has_nothing_waiting_and_its_quota_back()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var quota = new OfflineQuota(1, 1_000_000);
        await AddAsync(account, "m0", quota);
        await AddAsync(other, "m0", quota);
        Assert.That(await Stores.Offline.EraseAsync(account, Ct), Is.EqualTo(1));
        Assert.That(await ReadAsync(account), Is.Empty);
        Assert.That(await ReadAsync(other), Has.Count.EqualTo(1));
        Assert.That(await AddAsync(account, "m1", quota), Is.EqualTo(OfflineOutcome.Stored));
    }

    [Test]
    [Spec("XEP-0013", "2.5")]
    public async Task What_is_taken_out_of_the_middle_gives_its_room_back()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var quota = new OfflineQuota(5, 10);
        foreach (var text in (string[])["m0", "m1", "m2", "m3", "m4"])
            await AddAsync(account, text, quota);
        await AddAsync(other, "m0");
        var ids = (await ReadAsync(account)).Select(m => m.Id).ToList();
        Assert.That((await Stores.Offline.FindAsync(account, [ids[3], 1, ids[0]], Ct)).Select(TextOf), Is.EqualTo(["m0", "m3"]));
        Assert.That(await Stores.Offline.RemoveAsync(account, [ids[1], 1], Ct), Is.False);
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.EqualTo(5));
        Assert.That(await Stores.Offline.RemoveAsync(account, [ids[1], ids[3]], Ct), Is.True);
        Assert.That(await TextsAsync(account), Is.EqualTo(["m0", "m2", "m4"]));
        Assert.That(await Stores.Offline.CountAsync(account, Ct), Is.EqualTo(3));
        Assert.That(await AddAsync(account, "5", quota), Is.EqualTo(OfflineOutcome.Stored));
        Assert.That(await AddAsync(account, "678", quota), Is.EqualTo(OfflineOutcome.Stored));
        Assert.That(await AddAsync(account, "9", quota), Is.EqualTo(OfflineOutcome.Full));
        ids = [.. (await ReadAsync(account)).Select(m => m.Id)];
        Assert.That(await Stores.Offline.RemoveAsync(account, ids, Ct), Is.True);
        Assert.That(await AddAsync(account, "0123456789", quota), Is.EqualTo(OfflineOutcome.Stored));
        Assert.That(await TextsAsync(other), Is.EqualTo(["m0"]));
    }

    private async Task<OfflineOutcome> AddAsync(Jid account, string text, OfflineQuota? quota = null) =>
        await Stores.Offline.AddAsync(account, Encoding.UTF8.GetBytes(text), Clock.GetUtcNow(), quota ?? Plenty, Ct);

    private Task<IReadOnlyList<OfflineMessage>> ReadAsync(Jid account) => Stores.Offline.ReadAsync(account, 0, 1000, Ct);

    private async Task<string[]> TextsAsync(Jid account) => [.. (await ReadAsync(account)).Select(TextOf)];

    private static string TextOf(OfflineMessage message) => Encoding.UTF8.GetString(message.Stanza);
}
