using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Accounts;

/// <summary>
/// Creates, changes and deletes accounts: one implementation behind in-band registration and the command line. What it
/// reports as done is durable.
/// </summary>
internal sealed partial class AccountService(
    Stores stores,
    HostTable hosts,
    PasswordHashing hashing,
    SessionDirectory directory,
    SessionEnds ends,
    AccountDeparture departure,
    DeletedNames names,
    ServerOptions options,
    TimeProvider time,
    ILogger<AccountService> logger)
{
    /// <summary>What a stream asks that has logged in and not bound yet.</summary>
    public AccountChanges Changes { get; } = new();

    /// <param name="asked">Which, and how it comes to be.</param>
    /// <param name="ct">Cancels before the change begins.</param>
    public async Task<AccountOutcome> CreateAsync(AccountRequest asked, CancellationToken ct)
    {
        var (account, origin) = (asked.Account, asked.Origin);
        if (!IsHosted(account))
            return AccountOutcome.NotHosted;
        if (!ScramKeys.TryPrepare(asked.Password, out _))
            return AccountOutcome.BadPassword;
        if (await stores.Accounts.FindAsync(account, ct) is not null)
            return AccountOutcome.Exists; // before the work of hashing
        // Noted before the account goes, so whoever finds no account finds this.
        var isKept = await names.KeptUntilAsync(account, ct) is not null;
        if (isKept && !asked.TakesKept)
            return AccountOutcome.Kept;
        if (await DeriveAsync(asked.Password, ct) is not { } credentials)
            return AccountOutcome.Busy;
        var created = new Account(account, time.GetUtcNow(), false, credentials)
        {
            Origin = options.Registration.KeepAddresses > TimeSpan.Zero || origin is null ? origin : origin with { Address = null },
        };
        if (asked.Invitation is { } invitation)
        {
            var use = await stores.Invitations.CreateAccountAsync(invitation, created, ct);
            if (use != InvitationUse.Done)
                return use == InvitationUse.Gone ? AccountOutcome.NotInvited : AccountOutcome.Exists;
        }
        else if (!await stores.Accounts.CreateAsync(created, ct))
        {
            return AccountOutcome.Exists;
        }
        if (isKept)
        {
            await names.ReleaseAsync(account, ct);
            LogKeptTaken(account);
        }
        LogCreated(account, origin?.Way ?? AccountWay.Operator, origin?.Address ?? "-");
        return AccountOutcome.Done;
    }

    /// <summary>Sets a new password and closes every session but <paramref name="except"/> (cases AUTH-17).</summary>
    /// <param name="account">Bare JID.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="except">The session that asks.</param>
    /// <param name="ct">Cancels before the change begins.</param>
    /// <param name="invitation">The id of one, a use of which is taken with it; or null.</param>
    public async Task<AccountOutcome> SetPasswordAsync(
        Jid account, string password, Jid? except, CancellationToken ct, string? invitation = null)
    {
        if (!IsHosted(account))
            return AccountOutcome.NotHosted;
        if (!ScramKeys.TryPrepare(password, out _))
            return AccountOutcome.BadPassword;
        if (await DeriveAsync(password, ct) is not { } credentials)
            return AccountOutcome.Busy;
        if (invitation is not null)
        {
            var use = await stores.Invitations.SetCredentialsAsync(invitation, account, credentials, ct);
            if (use != InvitationUse.Done)
                return use == InvitationUse.Gone ? AccountOutcome.NotInvited : AccountOutcome.NotFound;
        }
        else if (!await stores.Accounts.SetCredentialsAsync(account, credentials, ct))
        {
            return AccountOutcome.NotFound;
        }
        CloseSessions(account, StreamError.Reset, except);
        LogPasswordSet(account);
        return AccountOutcome.Done;
    }

    /// <summary>A disabled account cannot log in and its sessions end; what comes for it is still kept.</summary>
    public async Task<AccountOutcome> SetDisabledAsync(Jid account, bool isDisabled, CancellationToken ct)
    {
        if (!await stores.Accounts.SetDisabledAsync(account, isDisabled, ct))
            return AccountOutcome.NotFound;
        if (isDisabled)
            CloseSessions(account, StreamError.NotAuthorized, null);
        LogDisabled(account, isDisabled);
        return AccountOutcome.Done;
    }

    /// <summary>
    /// Ends the sessions, cancels the subscriptions at the contacts and erases everything (XEP-0077 §3.2, cases OPS-08).
    /// </summary>
    /// <returns>How many rows went, by what they were; null if there was no account.</returns>
    public async Task<IReadOnlyList<(string Name, int Rows)>?> DeleteAsync(Jid account, CancellationToken ct)
    {
        // Nobody may log in while it goes; a deletion that was cut short can be asked for again.
        if (!await stores.Accounts.SetDisabledAsync(account, true, ct))
            return null;
        Changes.Note(account);
        var sessions = 0;
        foreach (var session in directory.Sessions(account))
        {
            sessions++;
            await session.FailAsync(StreamError.NotAuthorized).WaitAsync(ct);
            await ends.EndAsync(session, ct);
        }
        var contacts = await departure.TellContactsAsync(account, ct);
        await names.KeepAsync(account, ct);
        var report = await stores.EraseAsync(account, ct);
        LogDeleted(account);
        return [.. report, ("sessions that were ended", sessions), ("contacts that were told", contacts)];
    }

    /// <summary>Until when the name of a deleted account is kept; null if it is free, or an account's.</summary>
    public Task<DateTimeOffset?> KeptUntilAsync(Jid account, CancellationToken ct) => names.KeptUntilAsync(account, ct);

    /// <summary>Empties the account's archive; how many messages went, or null if there is no account.</summary>
    public async Task<int?> ClearArchiveAsync(Jid account, CancellationToken ct)
    {
        if (await stores.Accounts.FindAsync(account, ct) is null)
            return null;
        var messages = await stores.Archive.ClearAsync(account, ct);
        LogArchiveCleared(account, messages);
        return messages;
    }

    public Task<IReadOnlyList<AccountEntry>> ListAsync(string host, string? after, int limit, CancellationToken ct) =>
        stores.Accounts.ListAsync(host, after, limit, ct);

    private bool IsHosted(Jid account) => account is { Local: not null, IsBare: true } && hosts.Contains(account.Domain);

    private async Task<ImmutableArray<ScramCredential>?> DeriveAsync(string password, CancellationToken ct)
    {
        var credentials = ImmutableArray.CreateBuilder<ScramCredential>();
        foreach (var hash in ScramKeys.AllHashes)
        {
            if (await hashing.DeriveAsync(hash, password, options.Sasl.Iterations, ct) is not { } credential)
                return null;
            credentials.Add(credential);
        }
        return credentials.ToImmutable();
    }

    private void CloseSessions(Jid account, StreamError error, Jid? except)
    {
        Changes.Note(account);
        foreach (var session in directory.Sessions(account))
        {
            if (session.FullJid != except)
                session.Fail(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, EventName = "account-created",
        Message = "account created account={Account} way={Way} address={Address}")]
    private partial void LogCreated(Jid account, AccountWay way, string address);

    [LoggerMessage(Level = LogLevel.Information, EventName = "deleted-name-taken",
        Message = "the name of a deleted account is taken again account={Account}")]
    private partial void LogKeptTaken(Jid account);

    [LoggerMessage(Level = LogLevel.Information, EventName = "password-set",
        Message = "password set account={Account}")]
    private partial void LogPasswordSet(Jid account);

    [LoggerMessage(Level = LogLevel.Information, EventName = "account-disabled",
        Message = "account disabled={IsDisabled} account={Account}")]
    private partial void LogDisabled(Jid account, bool isDisabled);

    [LoggerMessage(Level = LogLevel.Information, EventName = "archive-emptied",
        Message = "archive emptied messages={Messages} account={Account}")]
    private partial void LogArchiveCleared(Jid account, int messages);

    [LoggerMessage(Level = LogLevel.Information, EventName = "account-deleted",
        Message = "account deleted account={Account}")]
    private partial void LogDeleted(Jid account);
}
