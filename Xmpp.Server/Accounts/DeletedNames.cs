using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Accounts;

/// <summary>
/// Names of accounts that have been deleted: for a time nobody gets one again, who would be taken for its former owner by
/// everybody who has that address in a roster or on a card (cases OPS-08).
/// </summary>
internal sealed class DeletedNames(IDeletedNameStore store, RegistrationOptions options, TimeProvider time)
{
    /// <summary>To be called before the account goes, so that it is at no moment anybody's. With "0s" nothing is noted.</summary>
    public Task KeepAsync(Jid account, CancellationToken ct) =>
        options.DeletedNames > TimeSpan.Zero ? store.NoteAsync(account, time.GetUtcNow(), ct) : Task.CompletedTask;

    /// <summary>Until when the name is kept; null if it is free.</summary>
    public async Task<DateTimeOffset?> KeptUntilAsync(Jid account, CancellationToken ct) =>
        options.DeletedNames > TimeSpan.Zero
        && await store.FindAsync(account, ct) + options.DeletedNames is { } until && until > time.GetUtcNow()
            ? until
            : null;

    /// <summary>The name is an account's again.</summary>
    public Task ReleaseAsync(Jid account, CancellationToken ct) => store.ForgetAsync(account, ct);

    /// <summary>Forgets those whose time is over; how many.</summary>
    public Task<int> ForgetOldAsync(CancellationToken ct) => store.ForgetBeforeAsync(time.GetUtcNow() - options.DeletedNames, ct);
}
