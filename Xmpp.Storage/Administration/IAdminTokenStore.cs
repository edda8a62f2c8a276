namespace Xmpp.Storage.Administration;

/// <summary>Keys for programs. An account's go with it.</summary>
public interface IAdminTokenStore : IAccountData
{
    /// <summary>
    /// Keeps it; false, and nothing changes, if its owner has one of that name that has not expired. An expired one goes.
    /// </summary>
    Task<bool> AddAsync(AdminToken token, CancellationToken ct);

    /// <summary>The token with that SHA-256, expired or not; null if there is none.</summary>
    Task<AdminToken?> FindAsync(byte[] hash, CancellationToken ct);

    /// <summary>All, the oldest first.</summary>
    Task<IReadOnlyList<AdminToken>> ListAsync(CancellationToken ct);

    /// <summary>False if there is none with that id.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken ct);

    Task NoteUseAsync(string id, DateTimeOffset at, CancellationToken ct);
}
