using System.Net;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Accounts;
using Xmpp.Server.Administration;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Web;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations;

/// <summary>
/// Makes invitations and lets people in by them: one implementation behind streams, the page, commands of clients and of
/// the command line.
/// </summary>
internal sealed partial class InvitationService(
    Stores stores,
    HostTable hosts,
    Func<AccountService> accountService,
    InvitationContacts contacts,
    InvitationRooms rooms,
    InvitationGuard guard,
    WebAddresses web,
    ServerOptions server,
    InvitationMetrics metrics,
    TimeProvider time,
    ILogger<InvitationService> logger)
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly IInvitationStore _store = stores.Invitations;
    private readonly InvitationOptions _options = server.Invitations;

    /// <summary>After which an invitation ends for which nothing else is said.</summary>
    public TimeSpan UsualExpiry => _options.ExpireAfter;

    /// <summary>What an account may administer.</summary>
    public Func<Jid, CancellationToken, ValueTask<Rights>> RightsOfAsync { get; set; } =
        static (_, _) => new ValueTask<Rights>(Rights.None);

    /// <summary>Gives a new account the role that its invitation has.</summary>
    public Func<Jid, int, CancellationToken, Task> GrantAsync { get; set; } = static (_, _, _) => Task.CompletedTask;

    /// <summary>Whether the account may invite people to make an account.</summary>
    public async ValueTask<bool> MayInviteAccountsAsync(Jid account, CancellationToken ct) => InvitationRules.MayCreate(
        InvitationKind.Account, await IsAdminAsync(account.Bare, account.Domain, ct), _options);

    /// <summary>For an account: within what it may.</summary>
    public async Task<(NewInvitation? Made, InvitationRefusal? Refusal)> CreateAsync(
        InvitationRequest request, CancellationToken ct)
    {
        request = request with { Maker = request.Owner.Bare };
        var isAdmin = await IsAdminAsync(request.Owner.Bare, request.Host, ct);
        if (!InvitationRules.MayCreate(request.Kind, isAdmin, _options))
            return (null, InvitationRefusal.NotAllowed);
        return await MakeAsync(
            request, isAdmin,
            isAdmin ? null : new InvitationQuota(_options.PerAccountPerDay, time.GetUtcNow() - s_day), ct);
    }

    /// <summary>For the operator, also in an account's name.</summary>
    public async Task<(NewInvitation? Made, InvitationRefusal? Refusal)> CreateForOperatorAsync(
        InvitationRequest request, CancellationToken ct) =>
        request.Owner.Local is not null && await stores.Accounts.FindAsync(request.Owner, ct) is null
            ? (null, InvitationRefusal.NoSuchAccount)
            : await MakeAsync(request, isAdmin: true, null, ct);

    private async Task<(NewInvitation? Made, InvitationRefusal? Refusal)> MakeAsync(
        InvitationRequest request, bool isAdmin, InvitationQuota? quota, CancellationToken ct)
    {
        if (!hosts.Contains(request.Host))
            return (null, InvitationRefusal.NotHosted);
        if (InvitationRules.Check(request, _options, rooms.IsOurs, out var username) is { } refusal)
            return (null, refusal);
        if (username is not null && await CheckNameAsync(request, username, isAdmin, ct) is { } taken)
            return (null, taken);
        var now = time.GetUtcNow();
        var token = InvitationTokens.New();
        var expireAfter = request.ExpireAfter ?? _options.ExpireAfter;
        var invitation = new Invitation(InvitationTokens.IdOf(token), request.Owner.Bare, request.Host, request.Kind, now)
        {
            Maker = request.Maker,
            Username = username,
            MakesContact = request.Owner.Local is not null && request.MakesContact,
            ContactGroup = request.ContactGroup,
            Rooms = request.Rooms,
            Role = request.Role,
            Label = request.Label,
            MaxUses = request.MaxUses,
            ExpiresAt = expireAfter == TimeSpan.Zero ? null : now + expireAfter,
        };
        switch (await _store.AddAsync(invitation, quota, ct))
        {
            case InvitationAdded.NameTaken:
                return (null, InvitationRefusal.NameTaken);
            case InvitationAdded.TooMany:
                return (null, InvitationRefusal.TooMany);
        }
        metrics.Created(invitation.Kind);
        LogCreated(invitation.Id, invitation.Owner, invitation.Kind);
        var page = web.IsOpen ? InvitationLinks.Page(web.PageOriginOf(invitation.Host), token) : null;
        return (new NewInvitation(invitation, InvitationLinks.Uri(invitation, token), page), null);
    }

    /// <summary>The invitation that a token is good for now; null, and the address is noted, if it is good for none.</summary>
    /// <param name="token">As it came.</param>
    /// <param name="address">Who has it.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>And whether the address had to be refused, because it has tried too many.</returns>
    public async Task<(Invitation? Invitation, bool IsRefused)> FindAsync(string? token, IPAddress address, CancellationToken ct)
    {
        if (!guard.MayTry(address))
            return (null, true);
        if (InvitationTokens.IsToken(token)
            && await _store.FindAsync(InvitationTokens.IdOf(token!), ct) is { IsUsedUp: false } found
            && !found.IsExpired(time.GetUtcNow()) && hosts.Contains(found.Host) && await IsInviterThereAsync(found, ct)
            && await MayStillAsync(found, ct))
        {
            return (found, false);
        }
        guard.NoteWrong(address);
        metrics.Refused();
        return (null, false);
    }

    /// <summary>Whether an invitation keeps the name for somebody else.</summary>
    public Task<bool> IsReservedAsync(Jid account, CancellationToken ct) =>
        _store.IsReservedAsync(account, time.GetUtcNow(), ct);

    /// <summary>Makes the account and, with it, contacts and memberships; its expiry was looked at before (XEP-0445 §4).</summary>
    public async Task<RegistrationOutcome> RegisterAsync(
        Invitation invitation, Jid account, string password, IPAddress address, CancellationToken ct)
    {
        if (account.Domain != invitation.Host || (invitation.Username is { } name && name != account.Local))
            return RegistrationOutcome.WrongName;
        if (invitation.Username is null && (IsKept(account) || await IsReservedAsync(account, ct)))
            return RegistrationOutcome.NameTaken;
        if (!guard.TryTakeAccount(address))
            return RegistrationOutcome.TooMany;
        var asked = new AccountRequest(account, password) { Invitation = invitation.Id, Origin = new(AccountWay.Invitation, address.ToString()) };
        var outcome = ToOutcome(await accountService().CreateAsync(asked, ct));
        if (outcome == RegistrationOutcome.Done)
        {
            metrics.Used(invitation.Kind);
            LogRegistered(invitation.Id, account, address);
            await WelcomeAsync(invitation, account, ct);
        }
        return outcome;
    }

    /// <summary>Sets the password of the account that the invitation names; its sessions end.</summary>
    public async Task<RegistrationOutcome> SetPasswordAsync(Invitation invitation, string password, CancellationToken ct)
    {
        if (AccountOf(invitation) is not { } account)
            return RegistrationOutcome.Gone;
        var outcome = ToOutcome(await accountService().SetPasswordAsync(account, password, null, ct, invitation.Id));
        if (outcome == RegistrationOutcome.Done)
        {
            metrics.Used(invitation.Kind);
            LogPasswordSet(invitation.Id, account);
        }
        return outcome;
    }

    /// <summary>The account that the invitation names, or null.</summary>
    public static Jid? AccountOf(Invitation invitation) =>
        Jid.TryCreate(invitation.Username, invitation.Host, null, out var account) && account.Local is not null ? account : null;

    /// <summary>XEP-0379 §3.5: takes a use of the token for a contact of its inviter; false if it is not good for that.</summary>
    public async ValueTask<bool> TakeForContactAsync(Jid inviter, string? token, CancellationToken ct)
    {
        if (!InvitationTokens.IsToken(token)
            || await _store.FindAsync(InvitationTokens.IdOf(token!), ct) is not { } invitation
            || invitation.Owner != inviter || invitation is { Kind: InvitationKind.Password } or { MakesContact: false }
            || invitation.Username is not null // §5.2: for somebody else
            || !await IsInviterThereAsync(invitation, ct) || !await MayStillAsync(invitation, ct)
            || !await _store.TakeAsync(invitation.Id, time.GetUtcNow(), ct))
        {
            return false;
        }
        metrics.Used(invitation.Kind);
        return true;
    }

    public Task<IReadOnlyList<Invitation>> ListAsync(Jid? owner, int limit, CancellationToken ct) => _store.ListAsync(owner, limit, ct);

    /// <summary>A page of those of some hosts, the newest first.</summary>
    public Task<IReadOnlyList<Invitation>> ListAsync(
        IReadOnlyList<string> hosts, ListPosition? after, int limit, CancellationToken ct) =>
        _store.ListAsync(hosts, after, limit, ct);

    /// <summary>As it is now, whether it can be used or not; null if there is none.</summary>
    public Task<Invitation?> FindByIdAsync(string id, CancellationToken ct) => _store.FindAsync(id, ct);

    /// <summary>False if there is none with that id.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken ct)
    {
        if (!await _store.RevokeAsync(id, ct))
            return false;
        LogRevoked(id);
        return true;
    }

    // The account is there, whatever becomes of the rest: who is told of an error would try again and be told that it exists.
    private async Task WelcomeAsync(Invitation invitation, Jid account, CancellationToken ct)
    {
        try
        {
            if (invitation is { Inviter: { } inviter, MakesContact: true })
                await contacts.MakeAsync(inviter, account, invitation.ContactGroup, ct);
            if (invitation.ContactGroup is { } group)
            {
                foreach (var earlier in await _store.AccountsAsync(invitation.Id, _options.MaxGroupContacts + 1, ct))
                    await contacts.MakeAsync(earlier, account, group, ct);
            }
            if (invitation.Role is { } role)
                await GrantAsync(account, role, ct);
            if (invitation.Rooms.Length > 0)
                await rooms.EnterAsync(account, invitation.Rooms, ct);
        }
        catch (Exception e) when (e is StorageException or InvalidOperationException)
        {
            LogNotWelcomed(e, invitation.Id, account);
        }
    }

    private async Task<InvitationRefusal?> CheckNameAsync(
        InvitationRequest request, string username, bool isAdmin, CancellationToken ct)
    {
        var account = Jid.Parse($"{username}@{request.Host}");
        if (request.Kind == InvitationKind.Password)
            return await stores.Accounts.FindAsync(account, ct) is null ? InvitationRefusal.NoSuchAccount : null;
        return (!isAdmin && IsKept(account)) || await accountService().KeptUntilAsync(account, ct) is not null
            ? InvitationRefusal.NameTaken
            : null;
    }

    // Who was invited by somebody who is gone, or was shut out, is invited by nobody.
    private async ValueTask<bool> IsInviterThereAsync(Invitation invitation, CancellationToken ct) =>
        invitation.Inviter is not { } inviter || await stores.Accounts.FindAsync(inviter, ct) is { IsDisabled: false };

    // It is good for as long as who made it may make it.
    private async ValueTask<bool> MayStillAsync(Invitation invitation, CancellationToken ct)
    {
        if (invitation.Maker is not { } maker)
            return true;
        if (await stores.Accounts.FindAsync(maker, ct) is not { IsDisabled: false })
            return false;
        var rights = await RightsOfAsync(maker, ct);
        var named = invitation.Kind == InvitationKind.Password && AccountOf(invitation) is { } account
            ? await RightsOfAsync(account, ct)
            : Rights.None;
        return InvitationRules.MayStand(invitation, rights, named, _options);
    }

    private async ValueTask<bool> IsAdminAsync(Jid account, string host, CancellationToken ct) =>
        (await RightsOfAsync(account, ct)).At(host) >= AdminRole.Admin;

    private bool IsKept(Jid account) => hosts.IsAdmin(account)
        || Registration.RegistrationRules.IsReserved(account, server.Registration.ReservedNames)
        || Registration.RegistrationRules.LooksLikeAnother(account, server.Registration);

    private static RegistrationOutcome ToOutcome(AccountOutcome outcome) => outcome switch
    {
        AccountOutcome.Done => RegistrationOutcome.Done,
        AccountOutcome.Exists or AccountOutcome.Kept => RegistrationOutcome.NameTaken,
        AccountOutcome.BadPassword => RegistrationOutcome.BadPassword,
        AccountOutcome.Busy => RegistrationOutcome.Busy,
        _ => RegistrationOutcome.Gone,
    };

    [LoggerMessage(Level = LogLevel.Information, EventName = "invitation-made",
        Message = "invitation made id={Id} by={Owner} kind={Kind}")]
    private partial void LogCreated(string id, Jid owner, InvitationKind kind);

    [LoggerMessage(Level = LogLevel.Information, EventName = "invitation-password-set",
        Message = "password set by an invitation id={Id} account={Account}")]
    private partial void LogPasswordSet(string id, Jid account);

    // Cases ABU-03: which accounts are new, by what and from where.
    [LoggerMessage(Level = LogLevel.Information, EventName = "invitation-used",
        Message = "invitation used id={Id} account={Account} address={Address}")]
    private partial void LogRegistered(string id, Jid account, IPAddress address);

    [LoggerMessage(Level = LogLevel.Information, EventName = "invitation-revoked",
        Message = "invitation revoked id={Id}")]
    private partial void LogRevoked(string id);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "invitation-incomplete",
        Message = "contacts or rooms of an invitation failed id={Id} account={Account}")]
    private partial void LogNotWelcomed(Exception e, string id, Jid account);
}
