using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>A published item (XEP-0060 §7.1).</summary>
/// <param name="Id">Its ItemID, unique in its node.</param>
/// <param name="Publisher">Who published it (bare JID).</param>
/// <param name="PublishedAt">When, or when it was published again.</param>
/// <param name="Payload">The payload element in UTF-8; empty for an item without one.</param>
public sealed record PubSubItem(string Id, Jid Publisher, DateTimeOffset PublishedAt, byte[] Payload)
{
    /// <summary>The same for the item that was stored and the one that is read, and another when it is published again.</summary>
    public string Mark => $"{PublishedAt.ToUnixTimeMilliseconds()} {Id}";
}
