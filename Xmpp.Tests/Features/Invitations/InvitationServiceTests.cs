using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Administration;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Server.Features.Profiles;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Invitations;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Rooms;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Features.Invitations;

/// <summary>What becomes of an invitation, whichever way it is used.</summary>
public class InvitationServiceTests
{
    private static readonly Jid s_romeo = Jid.Parse("romeo@capulet.example");
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_nurse = Jid.Parse("nurse@capulet.example");

    [Test, Spec("XEP-0401", "5.5")]
    public async Task Inviter_and_invited_are_contacts()
    {
        await using var host = await InvitationHost.StartAsync(accounts: "romeo@capulet.example");
        var (invitation, _) = await host.InviteAsync("romeo@capulet.example", r => r with { ContactGroup = "Friends" });
        Assert.That(await RegisterAsync(host, invitation, s_juliet), Is.EqualTo(RegistrationOutcome.Done));
        foreach (var (owner, contact) in new[] { (s_romeo, s_juliet), (s_juliet, s_romeo) })
        {
            var item = (await StoresOf(host).Roster.LoadAsync(owner, default)).Items.Single();
            Assert.That(
                (item.Contact, item.Name, item.Subscription, item.Groups.Single()),
                Is.EqualTo((contact, (string?)null, Subscription.Both, "Friends")));
        }
    }

    [Test]
    public async Task Those_who_come_by_one_group_invitation_are_contacts_of_each_other()
    {
        await using var host = await InvitationHost.StartAsync();
        var (invitation, _) = await host.InviteAsync("capulet.example", r => r with { ContactGroup = "Family", MaxUses = 2 });
        await RegisterAsync(host, invitation, s_juliet);
        await RegisterAsync(host, invitation, s_nurse);
        Assert.That(await RegisterAsync(host, invitation, s_romeo), Is.EqualTo(RegistrationOutcome.Gone));
        var item = (await StoresOf(host).Roster.LoadAsync(s_juliet, default)).Items.Single();
        Assert.That((item.Contact, item.Subscription, item.Groups.Single()), Is.EqualTo((s_nurse, Subscription.Both, "Family")));
        Assert.That(await StoresOf(host).Accounts.FindAsync(s_romeo, default), Is.Null);
    }

    [Test]
    public async Task The_rooms_of_an_invitation_have_a_new_member_with_a_bookmark()
    {
        await using var host = await InvitationHost.StartAsync();
        var hall = Jid.Parse("hall@conference.capulet.example");
        var stores = StoresOf(host);
        await stores.Rooms.SaveAsync(NewRoom(hall), [], [], default);
        var (invitation, _) = await host.InviteAsync("capulet.example", r => r with { Rooms = [hall] });
        await RegisterAsync(host, invitation, s_juliet);
        var room = await host.Server.RoomOperations!.FindAsync(hall);
        Assert.That(room?.Affiliations[s_juliet].Affiliation, Is.EqualTo(Affiliation.Member));
        var page = await stores.PubSubItems.PageAsync(
            s_juliet, BookmarkNames.Node, new PubSubPageQuery(10, int.MaxValue, null, null, false), default);
        Assert.That(page?.Items.Single().Id, Is.EqualTo(hall.ToString()));
    }

    [Test, Spec("XEP-0445", "4"), Case("ABU-03")]
    public async Task What_is_no_token_any_more_is_none()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var host = await InvitationHost.StartAsync(time: time, accounts: ["romeo@capulet.example", "nurse@capulet.example"]);
        var (_, expired) = await host.InviteAsync("capulet.example", r => r with { ExpireAfter = TimeSpan.FromMinutes(1) });
        var (_, kept) = await host.InviteAsync("capulet.example", r => r with { ExpireAfter = TimeSpan.Zero });
        var (used, usedToken) = await host.InviteAsync("capulet.example");
        var (revoked, revokedToken) = await host.InviteAsync("capulet.example");
        var (_, orphan) = await host.InviteAsync("romeo@capulet.example");
        var (_, shutOut) = await host.InviteAsync("nurse@capulet.example");
        Assert.That(await FindAsync(host, expired), Is.Not.Null);
        await RegisterAsync(host, used, s_juliet);
        await host.Invitations().RevokeAsync(revoked.Id, default);
        await host.Server.Accounts.DeleteAsync(s_romeo, default);
        await host.Server.Accounts.SetDisabledAsync(s_nurse, true, default);
        time.Advance(TimeSpan.FromMinutes(1));
        foreach (var token in new[] { expired, usedToken, revokedToken, orphan, shutOut, "abcdefghijklmnopqrstuvwx", "", "x" })
            Assert.That(await FindAsync(host, token), Is.Null, token);
        Assert.That(await FindAsync(host, kept), Is.Not.Null);
    }

    [Test, Spec("XEP-0445", "4")]
    public async Task A_token_that_was_good_when_it_was_shown_stays_good()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var host = await InvitationHost.StartAsync(time: time);
        var (_, token) = await host.InviteAsync("capulet.example", r => r with { ExpireAfter = TimeSpan.FromMinutes(1) });
        var found = await FindAsync(host, token) ?? throw new InvalidOperationException();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await RegisterAsync(host, found, s_juliet), Is.EqualTo(RegistrationOutcome.Done));
    }

    [Test, Case("ABU-03")]
    public async Task Who_came_by_an_invitation_is_noted_with_his_address()
    {
        await using var host = await InvitationHost.StartAsync();
        var (invitation, _) = await host.InviteAsync("capulet.example");
        await RegisterAsync(host, invitation, s_juliet);
        var origin = await StoresOf(host).AccountOrigins.FindAsync(s_juliet, default);
        Assert.That(origin?.Way, Is.EqualTo(Xmpp.Storage.Accounts.AccountWay.Invitation));
        Assert.That(System.Net.IPAddress.TryParse(origin?.Address, out _), Is.True);
    }

    [Test, Case("OPS-08")]
    public async Task The_name_of_a_deleted_account_is_taken()
    {
        await using var host = await InvitationHost.StartAsync(accounts: "juliet@capulet.example");
        var (open, _) = await host.InviteAsync("capulet.example");
        await host.Server.Accounts.DeleteAsync(s_juliet, default);
        Assert.That(await RegisterAsync(host, open, s_juliet), Is.EqualTo(RegistrationOutcome.NameTaken));
        var request = new InvitationRequest(Jid.Parse("capulet.example"), "capulet.example", InvitationKind.Account) { Username = "juliet" };
        Assert.That((await host.Invitations().CreateForOperatorAsync(request, default)).Refusal, Is.EqualTo(InvitationRefusal.NameTaken));
        Assert.That(await RegisterAsync(host, open, s_nurse), Is.EqualTo(RegistrationOutcome.Done), "the invitation is good still");
    }

    [Test, Spec("XEP-0445", "5"), Case("ABU-03")]
    public async Task Names_are_kept_for_whom_they_were_promised()
    {
        await using var host = await InvitationHost.StartAsync();
        var (named, _) = await host.InviteAsync("capulet.example", r => r with { Username = "juliet" });
        var (open, _) = await host.InviteAsync("capulet.example");
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await RegisterAsync(host, open, s_juliet), Is.EqualTo(RegistrationOutcome.NameTaken));
            Assert.That(await RegisterAsync(host, open, Jid.Parse("admin@capulet.example")), Is.EqualTo(RegistrationOutcome.NameTaken));
            Assert.That(await RegisterAsync(host, named, s_nurse), Is.EqualTo(RegistrationOutcome.WrongName));
            Assert.That(await RegisterAsync(host, named, Jid.Parse("juliet@verona.example")), Is.EqualTo(RegistrationOutcome.WrongName));
            Assert.That(await RegisterAsync(host, named, s_juliet, ""), Is.EqualTo(RegistrationOutcome.BadPassword));
        });
        Assert.That((await host.Invitations().ListAsync(null, 10, default)).Sum(i => i.Uses), Is.Zero, "nothing was taken");
        Assert.That(await RegisterAsync(host, named, s_juliet), Is.EqualTo(RegistrationOutcome.Done));
        Assert.That(await RegisterAsync(host, open, s_juliet), Is.EqualTo(RegistrationOutcome.NameTaken));
        Assert.That(await RegisterAsync(host, open, s_nurse), Is.EqualTo(RegistrationOutcome.Done));
    }

    [Test, Case("ABU-03")]
    public async Task Of_many_at_once_one_gets_the_account()
    {
        await using var host = await InvitationHost.StartAsync();
        var (invitation, _) = await host.InviteAsync("capulet.example");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => Task.Run(() => RegisterAsync(host, invitation, Jid.Parse($"user{i}@capulet.example")))));
        Assert.That(outcomes.Count(o => o == RegistrationOutcome.Done), Is.EqualTo(1));
        Assert.That(outcomes.Count(o => o == RegistrationOutcome.Gone), Is.EqualTo(11));
        Assert.That(await host.Server.Accounts.ListAsync("capulet.example", null, 100, default), Has.Count.EqualTo(1));
    }

    [Test, Case("ABU-03")]
    public async Task One_address_makes_so_many_accounts_and_tries_so_many_tokens()
    {
        await using var host = await InvitationHost.StartAsync(new InvitationOptions { PerAddressPerHour = 1, WrongPerAddressPerHour = 2 });
        var (invitation, token) = await host.InviteAsync("capulet.example", r => r with { MaxUses = 5 });
        Assert.That(await RegisterAsync(host, invitation, s_juliet), Is.EqualTo(RegistrationOutcome.Done));
        Assert.That(await RegisterAsync(host, invitation, s_nurse), Is.EqualTo(RegistrationOutcome.TooMany));
        for (var i = 0; i < 2; i++)
            Assert.That((await host.Invitations().FindAsync("wrong", InvitationHost.Address, default)).IsRefused, Is.False);
        Assert.That(await host.Invitations().FindAsync(token, InvitationHost.Address, default), Is.EqualTo(((Invitation?)null, true)));
        Assert.That((await host.Invitations().FindAsync(token, System.Net.IPAddress.Loopback, default)).Invitation, Is.Not.Null);
    }

    [Test]
    public async Task An_account_makes_so_many_in_a_day_and_only_what_it_may()
    {
        await using var host = await InvitationHost.StartAsync(new InvitationOptions { PerAccountPerDay = 2 }, accounts: "romeo@capulet.example");
        var request = new InvitationRequest(s_romeo, s_romeo.Domain, InvitationKind.Contact);
        async Task<InvitationRefusal?> CreateAsync(InvitationRequest r) => (await host.Invitations().CreateAsync(r, default)).Refusal;

        Assert.That(await CreateAsync(request with { Kind = InvitationKind.Account }), Is.EqualTo(InvitationRefusal.NotAllowed));
        Assert.That(await CreateAsync(request with { Kind = InvitationKind.Password, Username = "romeo" }), Is.EqualTo(InvitationRefusal.NotAllowed));
        Assert.That(await CreateAsync(request with { Host = "elsewhere.example" }), Is.EqualTo(InvitationRefusal.NotHosted));
        Assert.That(await CreateAsync(request), Is.Null);
        Assert.That(await CreateAsync(request), Is.Null);
        Assert.That(await CreateAsync(request), Is.EqualTo(InvitationRefusal.TooMany));
        host.Invitations().RightsOfAsync = (account, _) =>
            new ValueTask<Rights>(account == s_romeo ? Rights.None.With(s_romeo.Domain, AdminRole.Admin) : Rights.None);
        Assert.That(await CreateAsync(request with { Kind = InvitationKind.Account, Username = "admin" }), Is.Null);
        Assert.That(await CreateAsync(request with { Kind = InvitationKind.Password, Username = "romeo" }), Is.Null);
        Assert.That(await CreateAsync(request with { Kind = InvitationKind.Password, Username = "nobody" }), Is.EqualTo(InvitationRefusal.NoSuchAccount));
    }

    [Test]
    public async Task A_role_is_given_with_the_account()
    {
        await using var host = await InvitationHost.StartAsync();
        var given = new List<(Jid, int)>();
        host.Invitations().GrantAsync = (account, role, _) =>
        {
            given.Add((account, role));
            return Task.CompletedTask;
        };
        var (invitation, _) = await host.InviteAsync("capulet.example", r => r with { Role = 2 });
        Assert.That(await RegisterAsync(host, invitation, s_juliet, ""), Is.EqualTo(RegistrationOutcome.BadPassword));
        Assert.That(given, Is.Empty);
        await RegisterAsync(host, invitation, s_juliet);
        Assert.That(given, Is.EqualTo(new[] { (s_juliet, 2) }));
    }

    [Test]
    public async Task A_new_password_is_set_once()
    {
        await using var host = await InvitationHost.StartAsync(hasWeb: true, accounts: "romeo@capulet.example");
        var (invitation, token) = await host.InviteAsync(
            "capulet.example", r => r with { Kind = InvitationKind.Password, Username = "romeo" });
        var before = (await StoresOf(host).Accounts.FindAsync(s_romeo, default))?.Credentials[0].Salt;
        Assert.That(await RegisterAsync(host, invitation, s_romeo), Is.EqualTo(RegistrationOutcome.NameTaken), "not an account");
        Assert.That(await host.Invitations().SetPasswordAsync(invitation, "new", default), Is.EqualTo(RegistrationOutcome.Done));
        Assert.That((await StoresOf(host).Accounts.FindAsync(s_romeo, default))?.Credentials[0].Salt, Is.Not.EqualTo(before));
        Assert.That(await host.Invitations().SetPasswordAsync(invitation, "another", default), Is.EqualTo(RegistrationOutcome.Gone));
        Assert.That(await FindAsync(host, token), Is.Null);
    }

    private static Stores StoresOf(TestHost host) => new(host.Server.Storage, TimeProvider.System);

    private static async Task<Invitation?> FindAsync(TestHost host, string token) =>
        (await host.Invitations().FindAsync(token, InvitationHost.Address, default)).Invitation;

    private static Task<RegistrationOutcome> RegisterAsync(TestHost host, Invitation invitation, Jid account, string password = "secret") =>
        host.Invitations().RegisterAsync(invitation, account, password, InvitationHost.Address, default);

    private static StoredRoom NewRoom(Jid jid) => new(jid, new RoomConfiguration { IsPersistent = true }, null, null);
}
