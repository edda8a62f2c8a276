namespace Xmpp.Storage.Engines;

/// <summary>One item of an <see cref="IBatchWrite{TItem,TResult}"/>.</summary>
internal sealed class PendingItem<TItem, TResult>(
    IBatchWrite<TItem, TResult> batch, TItem item, long queuedAt, CancellationToken ct)
    : PendingResult<TResult>(queuedAt, ct)
{
    public override object Batch => batch;

    public override Task RunAsync(StorageSession session, CancellationToken ct) =>
        RunTogetherAsync([this], session, ct);

    public override async Task RunTogetherAsync(
        IReadOnlyList<PendingWrite> writes, StorageSession session, CancellationToken ct)
    {
        var items = new TItem[writes.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = ((PendingItem<TItem, TResult>)writes[i])._item;
        var results = await batch.WriteAsync(session, items, ct);
        if (results.Count != items.Length)
            throw new InvalidOperationException($"{batch.GetType().Name}: {results.Count} results, {items.Length} items");
        for (var i = 0; i < items.Length; i++)
            ((PendingItem<TItem, TResult>)writes[i]).Result = results[i];
    }

    private readonly TItem _item = item;
}
