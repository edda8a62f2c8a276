using System.Security.Cryptography;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Uploads;

namespace Xmpp.Tests.Storage.Uploads;

[Case("WEB-12")]
public sealed class UploadIndexContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly UploadQuota s_wide = new(100, 1000, 100, 1000, 100);

    [Test, Spec("XEP-0363", "7")]
    public async Task A_slot_becomes_a_file_once()
    {
        var slot = Slot(NewAccount());
        Assert.That(await AddAsync(slot), Is.EqualTo(SlotOutcome.Given));
        var open = await FindAsync(slot);
        Assert.That(open, Is.Not.Null);
        Assert.That((open!.Owner, open.Name, open.ContentType, open.Size), Is.EqualTo((slot.Owner, slot.Name, slot.ContentType, slot.Size)));
        Assert.That((open.CreatedAt, open.ExpiresAt, open.KeepUntil), Is.EqualTo((slot.CreatedAt, slot.ExpiresAt, slot.KeepUntil)));
        Assert.That(open.Content, Is.Null);
        Assert.That(await Stores.Uploads.ListAsync(slot.Owner, 10, Ct), Is.Empty, "a slot is no file");

        var content = NewContent();
        Assert.That(await StoreAsync(slot, content), Is.True);
        Assert.That(await StoreAsync(slot, NewContent()), Is.False, "once");
        if (IsKept)
            await RestartAsync();
        var file = await FindAsync(slot);
        Assert.That(file!.Content, Is.EqualTo(content));
        Assert.That((file.ContentType, file.ExpiresAt), Is.EqualTo(("image/png", slot.KeepUntil)));
        Assert.That((await Stores.Uploads.ListAsync(slot.Owner, 10, Ct)).Single().Key, Is.EqualTo(slot.Key));
        Assert.That(await Stores.Uploads.FindAsync(NewContent(), Ct), Is.Null);
        Assert.That(await Stores.Uploads.StoreAsync(NewContent(), content, "a/b", Clock.GetUtcNow(), Ct), Is.False);
    }

    [Test]
    public async Task Names_and_types_come_back_as_they_were()
    {
        var account = NewAccount();
        string[] names = ["très cool.jpg", "'; DROP TABLE uploads; --", "%", "_", "\\", "\U0001F600", new string('x', 200)];
        foreach (var name in names)
        {
            var slot = Slot(account) with { Name = name, ContentType = null };
            await AddAsync(slot);
            var found = await FindAsync(slot);
            Assert.That((found?.Name, found?.ContentType), Is.EqualTo((name, (string?)null)));
        }
    }

    [Test, Case("OPS-11")]
    public async Task Those_who_have_files_are_listed_by_host_and_page()
    {
        Jid[] accounts = [NewAccount(), NewAccount()];
        foreach (var account in accounts)
        {
            var slot = Slot(account);
            await AddAsync(slot);
            await StoreAsync(slot, NewContent());
        }
        await AddAsync(Slot(NewAccount())); // a slot is no file
        var host = accounts[0].Domain;
        var listed = (await Stores.Uploads.ListOwnersAsync([host], null, 1000, Ct)).Where(o => accounts.Contains(o.Owner)).ToList();
        Assert.That(listed.Select(o => (o.Files, o.Bytes)), Is.EqualTo(Enumerable.Repeat((1L, Slot(accounts[0]).Size), 2)));
        Assert.That(listed.Select(o => o.Owner.ToString()), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        var behind = await Stores.Uploads.ListOwnersAsync([host], listed[0].Owner.ToString(), 1, Ct);
        Assert.That(behind.Single().Owner, Is.EqualTo(listed[1].Owner));
        Assert.That(await Stores.Uploads.ListOwnersAsync(["elsewhere.example"], null, 10, Ct), Is.Empty);
    }

    [Test, Case("ABU-08")]
    public async Task Slots_and_files_count_also_for_requests_at_once()
    {
        var account = NewAccount();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => Stores.Uploads.AddSlotAsync(Slot(account), s_wide with { Slots = 5 }, Ct)));
        Assert.That(outcomes.Count(o => o.Outcome == SlotOutcome.Given), Is.EqualTo(5));
        Assert.That(outcomes.Count(o => o.Outcome == SlotOutcome.TooManySlots), Is.EqualTo(15));
        var refused = await Stores.Uploads.AddSlotAsync(Slot(account), s_wide with { Slots = 5 }, Ct);
        Assert.That(refused.RetryAt, Is.EqualTo(Clock.GetUtcNow().AddMinutes(5)), "when the first slot ends");
        Assert.That(await AddAsync(Slot(NewAccount()), s_wide with { Slots = 5 }), Is.EqualTo(SlotOutcome.Given), "of that account only");
    }

    [Test, Case("ABU-08"), Spec("XEP-0363", "6")]
    public async Task All_files_together_have_a_limit_and_what_is_removed_counts_no_more()
    {
        var account = NewAccount();
        var first = Slot(account, 600);
        await AddAsync(first);
        await StoreAsync(first, NewContent());
        var quota = s_wide with { BytesPerDay = 100_000 };
        var refused = await Stores.Uploads.AddSlotAsync(Slot(account, 401), quota, Ct);
        Assert.That(refused, Is.EqualTo(new SlotResult(SlotOutcome.Full, first.KeepUntil)));
        Assert.That(await AddAsync(Slot(account, 400), quota), Is.EqualTo(SlotOutcome.Given));
        Assert.That(await AddAsync(Slot(account, 1), quota), Is.EqualTo(SlotOutcome.Full), "open slots count");
        Assert.That(await Stores.Uploads.RemoveAsync(account, [first.Key], Ct), Is.EqualTo(1));
        Assert.That(await AddAsync(Slot(account, 600), quota), Is.EqualTo(SlotOutcome.Given));
        Assert.That(await AddAsync(Slot(account, 1), quota with { Bytes = 100_000, Files = 2 }), Is.EqualTo(SlotOutcome.Full));
    }

    [Test, Case("ABU-08")]
    public async Task A_day_has_a_limit_that_removing_does_not_lift_and_the_next_day_does()
    {
        var account = NewAccount();
        var first = Slot(account, 600);
        await AddAsync(first);
        await StoreAsync(first, NewContent());
        await Stores.Uploads.RemoveAsync(account, [first.Key], Ct);
        var refused = await Stores.Uploads.AddSlotAsync(Slot(account, 401), s_wide, Ct);
        Assert.That(refused.Outcome, Is.EqualTo(SlotOutcome.FullToday));
        Assert.That(refused.RetryAt, Is.EqualTo(new DateTimeOffset(Clock.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero)));
        Assert.That(await AddAsync(Slot(account, 1), s_wide with { FilesPerDay = 1 }), Is.EqualTo(SlotOutcome.FullToday));
        var usage = await Stores.Uploads.UsageAsync(account, Clock.GetUtcNow(), Ct);
        Assert.That(usage, Is.EqualTo(new UploadUsage(0, 0, 1, 600, 0, 0)));

        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await AddAsync(Slot(account, 1000)), Is.EqualTo(SlotOutcome.Given));
        await Stores.Uploads.ForgetDaysAsync(Clock.GetUtcNow(), Ct);
        usage = await Stores.Uploads.UsageAsync(account, Clock.GetUtcNow(), Ct);
        Assert.That(usage, Is.EqualTo(new UploadUsage(0, 0, 0, 0, 1, 1000)));
    }

    [Test]
    public async Task A_slot_that_is_over_counts_no_more_and_what_is_over_is_found_in_its_order()
    {
        var account = NewAccount();
        var slot = Slot(account, 1000);
        var file = Slot(account, 1);
        await AddAsync(slot);
        await AddAsync(file, s_wide with { Bytes = 2000, BytesPerDay = 2000 });
        await StoreAsync(file, NewContent());
        var forever = Slot(account, 1) with { KeepUntil = null };
        await AddAsync(forever, s_wide with { Bytes = 2000, BytesPerDay = 2000 });
        await StoreAsync(forever, NewContent());
        Assert.That(await OverAsync(account, Clock.GetUtcNow()), Is.Empty);
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await OverAsync(account, Clock.GetUtcNow()), Is.EqualTo(new[] { slot.Key }));
        var usage = await Stores.Uploads.UsageAsync(account, Clock.GetUtcNow(), Ct);
        Assert.That(usage, Is.EqualTo(new UploadUsage(2, 2, 2, 2, 0, 0)));
        Clock.Advance(TimeSpan.FromDays(30));
        Assert.That(await OverAsync(account, Clock.GetUtcNow()), Is.EqualTo(new[] { slot.Key, file.Key }));
        Assert.That(await OverAsync(account, Clock.GetUtcNow().AddYears(1000)), Has.Count.EqualTo(2), "never means never");
    }

    [Test]
    public async Task A_content_is_used_as_long_as_any_file_has_it_and_who_removes_one_says_so()
    {
        var (juliet, romeo) = (NewAccount(), NewAccount());
        var content = NewContent();
        var released = new List<byte[]>();
        Stores.Uploads.ReleasedAsync = (contents, _) =>
        {
            released.AddRange(contents);
            return Task.CompletedTask;
        };
        Assert.That(await Stores.Uploads.IsUsedAsync(content, Ct), Is.False);
        var (hers, his, open) = (Slot(juliet), Slot(romeo), Slot(juliet));
        foreach (var slot in new[] { hers, his, open })
            await AddAsync(slot);
        await StoreAsync(hers, content);
        await StoreAsync(his, content);
        Assert.That(await Stores.Uploads.RemoveAsync(romeo, [hers.Key], Ct), Is.Zero, "another's");
        Assert.That(await Stores.Uploads.RemoveAsync(juliet, [open.Key], Ct), Is.EqualTo(1));
        Assert.That(released, Is.Empty);
        await Stores.Uploads.EraseAsync(juliet, Ct);
        Assert.That(released.Single(), Is.EqualTo(content));
        Assert.That(await Stores.Uploads.IsUsedAsync(content, Ct), Is.True, "his is there");
        await Stores.Uploads.RemoveAsync(romeo, [his.Key], Ct);
        Assert.That(released, Has.Count.EqualTo(2));
        Assert.That(await Stores.Uploads.IsUsedAsync(content, Ct), Is.False);
    }

    [Test, Case("OPS-11")]
    public async Task Accounts_of_the_same_name_on_two_hosts_have_nothing_to_do_with_each_other()
    {
        var (here, there) = (Jid.Parse($"twin{Guid.NewGuid():N}@capulet.example"), default(Jid));
        there = Jid.Parse($"{here.Local}@verona.example");
        var slot = Slot(here, 1000);
        await AddAsync(slot);
        await StoreAsync(slot, NewContent());
        Assert.That(await AddAsync(Slot(there, 1000)), Is.EqualTo(SlotOutcome.Given));
        Assert.That(await Stores.Uploads.ListAsync(there, 10, Ct), Is.Empty);
        await Stores.Uploads.EraseAsync(there, Ct);
        Assert.That(await FindAsync(slot), Is.Not.Null);
    }

    private StoredUpload Slot(Jid account, long size = 5)
    {
        var now = Clock.GetUtcNow();
        return new StoredUpload(account, NewContent(), "a.png", "image/png", size, now)
        {
            ExpiresAt = now.AddMinutes(5),
            KeepUntil = now.AddDays(30),
        };
    }

    private async Task<SlotOutcome> AddAsync(StoredUpload slot, UploadQuota? quota = null) =>
        (await Stores.Uploads.AddSlotAsync(slot, quota ?? s_wide, Ct)).Outcome;

    private Task<bool> StoreAsync(StoredUpload slot, byte[] content) =>
        Stores.Uploads.StoreAsync(slot.Key, content, "image/png", Clock.GetUtcNow(), Ct);

    private async Task<StoredUpload?> FindAsync(StoredUpload slot) => await Stores.Uploads.FindAsync(slot.Key, Ct);

    private async Task<List<byte[]>> OverAsync(Jid account, DateTimeOffset now) =>
        [.. (await Stores.Uploads.FindExpiredAsync(now, 1000, Ct)).Where(u => u.Owner == account).Select(u => u.Key)];

    private static byte[] NewContent() => RandomNumberGenerator.GetBytes(32);
}
