namespace Xmpp.Storage.PubSub;

internal sealed class NodeRow
{
    public required object Owner { get; init; }
    public required byte[] NodeKey { get; init; }
    public required string Name { get; init; }
    public required object Creator { get; init; }
    public long CreatedAt { get; init; }
    public required byte[] Config { get; init; }
}
