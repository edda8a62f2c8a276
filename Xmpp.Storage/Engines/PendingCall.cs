namespace Xmpp.Storage.Engines;

/// <summary>A write that stands alone.</summary>
internal sealed class PendingCall<T>(
    Func<StorageSession, CancellationToken, Task<T>> write, long queuedAt, CancellationToken ct)
    : PendingResult<T>(queuedAt, ct)
{
    public override async Task RunAsync(StorageSession session, CancellationToken ct) =>
        Result = await write(session, ct);
}
