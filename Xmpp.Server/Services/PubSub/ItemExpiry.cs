using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Removes items that are older than their node keeps them (XEP-0060 §16.4.4, item_expire), before anybody reads.</summary>
internal sealed class ItemExpiry(IPubSubItemStore items, TimeProvider time)
{
    public async ValueTask RemoveAsync(Node node, CancellationToken ct)
    {
        if (node.Config is { ItemExpire: < NodeConfig.Max, PersistItems: true })
            await items.ExpireAsync(node.Owner, node.Name, time.GetUtcNow().AddSeconds(-node.Config.ItemExpire), ct);
    }

    /// <summary>The item that was published last and is still there.</summary>
    public async ValueTask<PubSubItem?> LastAsync(Node node, CancellationToken ct)
    {
        await RemoveAsync(node, ct);
        return node.Config.PersistItems ? await items.LastAsync(node.Owner, node.Name, ct) : node.Held;
    }
}
