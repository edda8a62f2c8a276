using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage;

/// <summary>A database that takes its time: what is asked of it waits until this is opened.</summary>
public sealed class StorageGate
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _held;

    private StorageGate(Func<Func<StorageSession, CancellationToken, Task<bool>>, CancellationToken, Task<bool>> use) =>
        _held = use(HoldAsync, CancellationToken.None);

    /// <summary>Holds up all writes, and of a database in memory all that is read, too.</summary>
    public static Task<StorageGate> OfWriterAsync(IStorageEngine engine) => BegunAsync(new StorageGate(engine.WriteAsync));

    /// <summary>Holds up all that is read from a file, which has one reader.</summary>
    public static Task<StorageGate> OfReaderAsync(IStorageEngine engine) => BegunAsync(new StorageGate(engine.ReadAsync));

    public Task OpenAsync()
    {
        _open.TrySetResult();
        return _held;
    }

    private static async Task<StorageGate> BegunAsync(StorageGate gate)
    {
        await gate._begun.Task;
        return gate;
    }

    private async Task<bool> HoldAsync(StorageSession session, CancellationToken ct)
    {
        _begun.SetResult();
        await _open.Task.WaitAsync(ct);
        return true;
    }
}
