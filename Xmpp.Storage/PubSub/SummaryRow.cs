namespace Xmpp.Storage.PubSub;

internal sealed class SummaryRow
{
    public required string Name { get; init; }
    public long Items { get; init; }
    public long Bytes { get; init; }
}
