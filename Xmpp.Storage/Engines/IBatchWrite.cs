namespace Xmpp.Storage.Engines;

/// <summary>A write that is cheaper for many items at once (multi-row insert).</summary>
public interface IBatchWrite<in TItem, TResult>
{
    /// <summary>One result per item, in the order of the items, which is the order in which they were queued.</summary>
    Task<IReadOnlyList<TResult>> WriteAsync(
        StorageSession session, IReadOnlyList<TItem> items, CancellationToken ct);
}
