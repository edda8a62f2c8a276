using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Invitations;

namespace Xmpp.Tests.Storage.Invitations;

public sealed class InvitationStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static int s_ids;

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Test, Spec("XEP-0401", "5.4")]
    public async Task All_of_an_invitation_is_kept()
    {
        var invitation = Of(NewAccount()) with
        {
            Username = "romeo\u00e4",
            ContactGroup = "Friends \U0001F600",
            Rooms = [Jid.Parse("hall@conference.example.org")],
            Label = "'; DROP TABLE \"for Romeo\"",
            Maker = NewAccount(),
            MakesContact = false,
            Role = 2,
            MaxUses = 7,
            Uses = 2,
            ExpiresAt = Now.AddDays(7),
        };
        await Stores.Invitations.AddAsync(invitation, null, Ct);
        var plain = Of(Jid.Parse("example.org"));
        await Stores.Invitations.AddAsync(plain, null, Ct);
        if (IsKept)
            await RestartAsync();
        var found = await Stores.Invitations.FindAsync(invitation.Id, Ct) ?? throw new InvalidOperationException();
        Assert.That(found with { Rooms = [] }, Is.EqualTo(invitation with { Rooms = [] }));
        Assert.That(found.Rooms, Is.EqualTo(invitation.Rooms));
        var foundPlain = await Stores.Invitations.FindAsync(plain.Id, Ct) ?? throw new InvalidOperationException();
        Assert.That(foundPlain with { Rooms = [] }, Is.EqualTo(plain with { Rooms = [] }));
        Assert.That(await Stores.Invitations.FindAsync("another", Ct), Is.Null);
    }

    [Test]
    public async Task A_list_is_of_one_owner_or_of_all_and_the_newest_is_first()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var (old, young, others) = (
            Of(account) with { CreatedAt = Now.AddYears(9) }, Of(account) with { CreatedAt = Now.AddYears(10) },
            Of(other) with { CreatedAt = Now.AddYears(11) });
        foreach (var invitation in new[] { old, young, others })
            await Stores.Invitations.AddAsync(invitation, null, Ct);
        Assert.That((await Stores.Invitations.ListAsync(account, 10, Ct)).Select(i => i.Id), Is.EqualTo(new[] { young.Id, old.Id }));
        Assert.That((await Stores.Invitations.ListAsync(null, 2, Ct)).Select(i => i.Id), Is.EqualTo(new[] { others.Id, young.Id }));
    }

    [Test, Case("OPS-11")]
    public async Task A_page_is_of_some_hosts_and_goes_on_where_the_last_ended()
    {
        var account = NewAccount();
        Invitation[] all = [.. Enumerable.Range(0, 7).Select(i => Of(account) with { Host = "paged.example", CreatedAt = Now.AddMinutes(i / 3) })];
        foreach (var invitation in all)
            await Stores.Invitations.AddAsync(invitation, null, Ct);
        await Stores.Invitations.AddAsync(Of(account) with { Host = "other.example" }, null, Ct);
        var seen = new List<string>();
        ListPosition? after = null;
        while (await Stores.Invitations.ListAsync(["paged.example", "none.example"], after, 2, Ct) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(i => i.Id));
            after = new ListPosition(page[^1].CreatedAt, null, page[^1].Id);
        }
        Assert.That(seen, Is.EqualTo(all.OrderByDescending(i => i.CreatedAt).ThenBy(i => i.Id, StringComparer.Ordinal).Select(i => i.Id)));
        Assert.That(await Stores.Invitations.ListAsync(["none.example"], null, 10, Ct), Is.Empty);
    }

    [Test]
    public async Task One_owner_makes_so_many_in_a_time()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var quota = new InvitationQuota(2, Now.AddDays(-1));
        await Stores.Invitations.AddAsync(Of(account) with { CreatedAt = Now.AddDays(-2) }, quota, Ct);
        Assert.That(await Stores.Invitations.AddAsync(Of(account), quota, Ct), Is.EqualTo(InvitationAdded.Done));
        Assert.That(await Stores.Invitations.AddAsync(Of(account), quota, Ct), Is.EqualTo(InvitationAdded.Done));
        Assert.That(await Stores.Invitations.AddAsync(Of(account), quota, Ct), Is.EqualTo(InvitationAdded.TooMany));
        Assert.That(await Stores.Invitations.AddAsync(Of(other), quota, Ct), Is.EqualTo(InvitationAdded.Done));
        Assert.That(await Stores.Invitations.ListAsync(account, 10, Ct), Has.Count.EqualTo(3));
    }

    [Test, Spec("XEP-0401", "6.2")]
    public async Task A_name_is_reserved_until_it_expires_or_is_used_or_revoked()
    {
        var account = NewAccount();
        var host = Jid.Parse("example.org");
        var invitation = Of(host) with { Username = account.Local, ExpiresAt = Now.AddDays(1) };
        Assert.That(await Stores.Invitations.IsReservedAsync(account, Now, Ct), Is.False);
        await Stores.Invitations.AddAsync(invitation, null, Ct);
        Assert.That(await Stores.Invitations.IsReservedAsync(account, Now, Ct), Is.True);
        Assert.That(await Stores.Invitations.IsReservedAsync(Jid.Parse($"{account.Local}@example.net"), Now, Ct), Is.False);
        Assert.That(await Stores.Invitations.IsReservedAsync(account, Now.AddDays(1), Ct), Is.False);
        Assert.That(
            await Stores.Invitations.AddAsync(Of(host) with { Username = account.Local }, null, Ct),
            Is.EqualTo(InvitationAdded.NameTaken));
        Assert.That(await Stores.Invitations.RevokeAsync(invitation.Id, Ct), Is.True);
        Assert.That(await Stores.Invitations.RevokeAsync(invitation.Id, Ct), Is.False);
        Assert.That(await Stores.Invitations.IsReservedAsync(account, Now, Ct), Is.False);

        await Stores.Invitations.AddAsync(invitation, null, Ct);
        Assert.That(await Stores.Invitations.CreateAccountAsync(invitation.Id, AccountOf(account), Ct), Is.EqualTo(InvitationUse.Done));
        Assert.That(await Stores.Invitations.IsReservedAsync(account, Now, Ct), Is.False);
        Assert.That(
            await Stores.Invitations.AddAsync(Of(host) with { Username = account.Local }, null, Ct),
            Is.EqualTo(InvitationAdded.NameTaken));
    }

    [Test, Spec("XEP-0445", "4"), Case("ABU-03")]
    public async Task Of_many_at_once_as_many_get_an_account_as_there_are_uses()
    {
        var invitation = Of(NewAccount()) with { MaxUses = 3 };
        await Stores.Invitations.AddAsync(invitation, null, Ct);
        Jid[] accounts = [.. Enumerable.Range(0, 20).Select(_ => NewAccount())];
        var outcomes = await Task.WhenAll(accounts.Select(
            account => Task.Run(() => Stores.Invitations.CreateAccountAsync(invitation.Id, AccountOf(account), Ct), Ct)));
        Assert.That(outcomes.Count(o => o == InvitationUse.Done), Is.EqualTo(3));
        Assert.That(outcomes.Count(o => o == InvitationUse.Gone), Is.EqualTo(17));
        var made = 0;
        foreach (var account in accounts)
            made += await Stores.Accounts.FindAsync(account, Ct) is null ? 0 : 1;
        Assert.That(made, Is.EqualTo(3));
        Assert.That((await Stores.Invitations.FindAsync(invitation.Id, Ct))?.Uses, Is.EqualTo(3));
        Assert.That(
            await Stores.Invitations.AccountsAsync(invitation.Id, 10, Ct),
            Is.EquivalentTo(accounts.Where((_, i) => outcomes[i] == InvitationUse.Done)));
    }

    [Test, Spec("XEP-0445", "4")]
    public async Task A_name_that_is_taken_costs_no_use()
    {
        var (invitation, taken) = (Of(NewAccount()), NewAccount());
        await Stores.Invitations.AddAsync(invitation, null, Ct);
        await Stores.Accounts.CreateAsync(AccountOf(taken), Ct);
        Assert.That(await Stores.Invitations.CreateAccountAsync(invitation.Id, AccountOf(taken), Ct), Is.EqualTo(InvitationUse.Conflict));
        Assert.That(await Stores.Invitations.CreateAccountAsync(invitation.Id, AccountOf(NewAccount()), Ct), Is.EqualTo(InvitationUse.Done));
        Assert.That(await Stores.Invitations.CreateAccountAsync("another", AccountOf(NewAccount()), Ct), Is.EqualTo(InvitationUse.Gone));
    }

    [Test]
    public async Task Each_kind_is_good_for_its_own_purpose()
    {
        var (account, inviter) = (NewAccount(), NewAccount());
        await Stores.Accounts.CreateAsync(AccountOf(account), Ct);
        var password = Of(inviter) with { Kind = InvitationKind.Password, Username = account.Local };
        var contact = Of(inviter) with { Kind = InvitationKind.Contact };
        await Stores.Invitations.AddAsync(password, null, Ct);
        await Stores.Invitations.AddAsync(contact, null, Ct);
        foreach (var invitation in new[] { password, contact })
        {
            Assert.That(
                await Stores.Invitations.CreateAccountAsync(invitation.Id, AccountOf(NewAccount()), Ct), Is.EqualTo(InvitationUse.Gone));
        }
        ScramCredential[] keys = [new(ScramHash.Sha1, 4096, [4], [5], [6])];
        Assert.That(await Stores.Invitations.SetCredentialsAsync(contact.Id, account, keys, Ct), Is.EqualTo(InvitationUse.Gone));
        Assert.That(await Stores.Invitations.SetCredentialsAsync(password.Id, NewAccount(), keys, Ct), Is.EqualTo(InvitationUse.Conflict));
        Assert.That(await Stores.Invitations.SetCredentialsAsync(password.Id, account, keys, Ct), Is.EqualTo(InvitationUse.Done));
        Assert.That(await Stores.Invitations.SetCredentialsAsync(password.Id, account, keys, Ct), Is.EqualTo(InvitationUse.Gone));
        Assert.That((await Stores.Accounts.FindAsync(account, Ct))?.Credentials.Single().Salt, Is.EqualTo(new byte[] { 4 }));
    }

    [Test, Spec("XEP-0379", "5.2")]
    public async Task A_contact_takes_a_use_until_it_expires()
    {
        var invitation = Of(NewAccount()) with { MaxUses = 2, ExpiresAt = Now.AddDays(1) };
        await Stores.Invitations.AddAsync(invitation, null, Ct);
        Assert.That(await Stores.Invitations.TakeAsync(invitation.Id, Now.AddDays(1), Ct), Is.False);
        var taken = await Task.WhenAll(Enumerable.Range(0, 5).Select(
            _ => Task.Run(() => Stores.Invitations.TakeAsync(invitation.Id, Now, Ct), Ct)));
        Assert.That(taken.Count(t => t), Is.EqualTo(2));
    }

    [Test]
    public async Task What_expired_long_ago_goes_when_its_owner_makes_another()
    {
        var account = NewAccount();
        var (gone, listed) = (Of(account) with { ExpiresAt = Now.AddDays(-8) }, Of(account) with { ExpiresAt = Now.AddDays(-1) });
        await Stores.Invitations.AddAsync(gone, null, Ct);
        await Stores.Invitations.AddAsync(listed, null, Ct);
        await Stores.Invitations.AddAsync(Of(account), null, Ct);
        Assert.That(await Stores.Invitations.FindAsync(gone.Id, Ct), Is.Null);
        Assert.That(await Stores.Invitations.FindAsync(listed.Id, Ct), Is.Not.Null);
    }

    [Test, Case("OPS-08")]
    public async Task Erased_account_has_invited_nobody_and_has_no_password_to_set()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.Invitations.AddAsync(Of(account), null, Ct);
        await Stores.Invitations.AddAsync(Of(other), null, Ct);
        await Stores.Invitations.AddAsync(Of(Jid.Parse("example.org")) with { Maker = account }, null, Ct);
        await Stores.Invitations.AddAsync(Of(other) with { Kind = InvitationKind.Password, Username = account.Local }, null, Ct);
        Assert.That(await Stores.Invitations.EraseAsync(account, Ct), Is.EqualTo(3));
        Assert.That(await Stores.Invitations.ListAsync(account, 10, Ct), Is.Empty);
        Assert.That(await Stores.Invitations.ListAsync(other, 10, Ct), Has.Count.EqualTo(1));
    }

    private Invitation Of(Jid owner) =>
        new($"invitation {Interlocked.Increment(ref s_ids)}", owner, "example.org", InvitationKind.Account, Now);

    private Account AccountOf(Jid account) => new(account, Now, false, [new(ScramHash.Sha256, 4096, [1], [2], [3])]);
}
