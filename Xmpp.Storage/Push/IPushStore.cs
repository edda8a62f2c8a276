using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Push;

/// <summary>The push services that accounts have enabled (XEP-0357).</summary>
public interface IPushStore : IAccountData
{
    /// <summary>Those of an account, in the order in which they were enabled.</summary>
    ValueTask<IReadOnlyList<PushRegistration>> FindAsync(Jid account, CancellationToken ct);

    /// <summary>True where it is known without asking that the account has none; false says nothing.</summary>
    bool HasNone(Jid account);

    /// <summary>
    /// Adds it or takes the place of the one with its service and node (XEP-0357 §5). False, and nothing is changed, if the
    /// account would have more than <paramref name="max"/>.
    /// </summary>
    Task<bool> EnableAsync(Jid account, PushRegistration registration, int max, CancellationToken ct);

    /// <summary>Removes one node of a service or, without node, all of them (§6); how many went.</summary>
    Task<int> DisableAsync(Jid account, Jid service, string? node, CancellationToken ct);

    /// <summary>Removes exactly this one, but not what was enabled again since; how many went.</summary>
    Task<int> RemoveAsync(Jid account, PushRegistration registration, CancellationToken ct);

    /// <summary>Notes since when publishing fails; null for a success.</summary>
    Task SetFailingAsync(Jid account, PushRegistration registration, DateTimeOffset? since, CancellationToken ct);
}
