using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Storage.Invitations;

/// <summary>Invitations; an account is the owner of those it made and of its memory of how it came.</summary>
public interface IInvitationStore : IAccountData
{
    /// <summary>Keeps it, unless its owner made too many or its name is taken; what expired long ago goes.</summary>
    Task<InvitationAdded> AddAsync(Invitation invitation, InvitationQuota? quota, CancellationToken ct);

    /// <summary>As it is now, expired and used up ones, too; null if there is none.</summary>
    Task<Invitation?> FindAsync(string id, CancellationToken ct);

    /// <summary>The newest first: of one owner, or of all.</summary>
    Task<IReadOnlyList<Invitation>> ListAsync(Jid? owner, int limit, CancellationToken ct);

    /// <summary>A page of those of some hosts, the newest first.</summary>
    Task<IReadOnlyList<Invitation>> ListAsync(IReadOnlyList<string> hosts, ListPosition? after, int limit, CancellationToken ct);

    /// <summary>False if there was none.</summary>
    Task<bool> RevokeAsync(string id, CancellationToken ct);

    /// <summary>Whether an invitation that can still be used keeps the name for somebody.</summary>
    Task<bool> IsReservedAsync(Jid account, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// Creates the account and takes a use, both or neither; of many at once as many succeed as there are uses. When it
    /// expires is not looked at (XEP-0445 §4).
    /// </summary>
    Task<InvitationUse> CreateAccountAsync(string id, Account account, CancellationToken ct);

    /// <summary>Sets the account's credentials and takes a use, both or neither.</summary>
    Task<InvitationUse> SetCredentialsAsync(
        string id, Jid account, IReadOnlyList<ScramCredential> credentials, CancellationToken ct);

    /// <summary>Takes a use for a contact who needs no account (XEP-0379); it must not have expired.</summary>
    Task<bool> TakeAsync(string id, DateTimeOffset now, CancellationToken ct);

    /// <summary>The accounts that came by it, the newest first.</summary>
    Task<IReadOnlyList<Jid>> AccountsAsync(string id, int limit, CancellationToken ct);
}
