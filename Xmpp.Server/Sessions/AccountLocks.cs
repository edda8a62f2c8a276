using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// Makes the changes of one account's state serial. Never take a second lock while holding one: two accounts may share
/// a lock.
/// </summary>
internal sealed class AccountLocks
{
    private const int Stripes = 256;

    private readonly SemaphoreSlim[] _locks =
        [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    public async ValueTask<Holder> EnterAsync(Jid account, CancellationToken ct)
    {
        var semaphore = _locks[account.Bare.GetHashCode() & (Stripes - 1)];
        await semaphore.WaitAsync(ct);
        return new Holder(semaphore);
    }

    /// <summary>Lets go when disposed.</summary>
    public readonly struct Holder(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
