using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Accounts;

/// <summary>
/// Runs key derivations on a bounded number of threads with a bounded queue, so that a flood of PLAIN logins takes
/// neither all processors nor all memory (cases ABU-09).
/// </summary>
/// <param name="concurrency">Derivations at one time; at least 1.</param>
/// <param name="capacity">Derivations waiting or running; what comes on top is refused.</param>
public sealed class PasswordHashing(int concurrency, int capacity) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(concurrency, concurrency);
    private int _count;

    /// <summary>Half the processors, and a queue of about a second's work.</summary>
    public PasswordHashing()
        : this(Math.Max(1, Environment.ProcessorCount / 2), 128)
    {
    }

    /// <summary>Derivations waiting or running now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the password belongs to the credential; null if there is too much to do already.</summary>
    public async ValueTask<bool?> VerifyAsync(ScramCredential credential, string password, CancellationToken ct)
    {
        var matches = false;
        return await RunAsync(() => matches = ScramKeys.Matches(credential, password), ct) ? matches : null;
    }

    /// <summary>
    /// Keys for one hash; null if there is too much to do already. The password must be one that
    /// <see cref="ScramKeys.TryPrepare"/> accepts.
    /// </summary>
    public async ValueTask<ScramCredential?> DeriveAsync(
        ScramHash hash, string password, int iterations, CancellationToken ct)
    {
        if (!ScramKeys.TryPrepare(password, out _))
            throw new ArgumentException("The password cannot be prepared", nameof(password));
        ScramCredential? made = null;
        await RunAsync(() => ScramKeys.TryCreate(hash, password, iterations, out made), ct);
        return made;
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>Runs the work on the pool when there is a slot; false if the queue is full.</summary>
    internal async ValueTask<bool> RunAsync(Action work, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _count) > capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }
        try
        {
            await _slots.WaitAsync(ct);
            try
            {
                await Task.Run(work, ct);
                return true;
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
