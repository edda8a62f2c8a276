using Xmpp.Stanzas.Core;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Whether items are what a node is configured for (XEP-0060 §4.3, §7.1.3.5–§7.1.3.7, §12.11).</summary>
internal static class PublishRules
{
    public static StanzaError? Refusal(NodeConfig config, IReadOnlyList<PubSubItem> items, NodeLimits limits)
    {
        if (items.Count == 0)
            return config.PersistItems || config.DeliverPayloads ? PubSubErrors.ItemRequired : null;
        if (config is { PersistItems: false, DeliverPayloads: false })
            return PubSubErrors.ItemForbidden;
        if (config.PersistItems && items.Count > Math.Min(config.MaxItems, limits.MaxItems))
            return PubSubErrors.MaxItemsExceeded;
        foreach (var item in items)
        {
            if (config.DeliverPayloads && item.Payload.Length == 0)
                return PubSubErrors.PayloadRequired;
            if (item.Payload.Length > Math.Min(config.MaxPayloadSize, limits.MaxPayloadBytes))
                return PubSubErrors.PayloadTooBig;
        }
        return null;
    }
}
