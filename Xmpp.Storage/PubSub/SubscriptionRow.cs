using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

internal sealed class SubscriptionRow
{
    /// <summary>Where it was asked for.</summary>
    public object Owner { get; init; } = "";

    public required byte[] NodeKey { get; init; }

    /// <summary>The node's name, where it was asked for.</summary>
    public string? Node { get; init; }

    public required object Subscriber { get; init; }
    public required string SubId { get; init; }
    public long State { get; init; }
    public byte[]? Options { get; init; }
    public long SubscribedAt { get; init; }

    public PubSubSubscription ToSubscription() => new(
        ColumnTypes.ToJid(Subscriber), SubId, (PubSubSubscriptionState)State, Options,
        DateTimeOffset.FromUnixTimeMilliseconds(SubscribedAt));
}
