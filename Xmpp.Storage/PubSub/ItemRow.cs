using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

internal sealed class ItemRow
{
    /// <summary>In the order in which it was read.</summary>
    public long Place { get; init; }

    public required string Id { get; init; }
    public required object Publisher { get; init; }
    public long PublishedAt { get; init; }
    public required byte[] Payload { get; init; }

    public PubSubItem ToItem() => new(
        Id, ColumnTypes.ToJid(Publisher), DateTimeOffset.FromUnixTimeMilliseconds(PublishedAt), Payload);
}
