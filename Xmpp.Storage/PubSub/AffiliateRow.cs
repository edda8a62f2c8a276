using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

internal sealed class AffiliateRow
{
    /// <summary>Where it was asked for.</summary>
    public object Owner { get; init; } = "";

    public required byte[] NodeKey { get; init; }

    /// <summary>The node's name, where it was asked for.</summary>
    public string? Node { get; init; }

    public required object Entity { get; init; }
    public long Affiliation { get; init; }

    public PubSubAffiliate ToAffiliate() => new(ColumnTypes.ToJid(Entity), (PubSubAffiliation)Affiliation);
}
