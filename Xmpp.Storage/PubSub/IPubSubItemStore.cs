using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>The items of nodes, in the order of their publication (XEP-0060 §12.1).</summary>
public interface IPubSubItemStore
{
    /// <summary>
    /// Stores all items or none. One whose id is there already takes its place and is then the last published
    /// (§12.1).
    /// </summary>
    Task<PublishResult> PublishAsync(
        Jid owner, string node, IReadOnlyList<PubSubItem> items, PubSubItemLimits limits, CancellationToken ct);

    /// <summary>Removes all of these items or, if one is not there, none: false.</summary>
    Task<bool> RetractAsync(Jid owner, string node, IReadOnlyList<string> ids, CancellationToken ct);

    /// <summary>Removes every item.</summary>
    Task PurgeAsync(Jid owner, string node, CancellationToken ct);

    /// <summary>Removes the items that were published before that time.</summary>
    Task ExpireAsync(Jid owner, string node, DateTimeOffset before, CancellationToken ct);

    /// <summary>A page, or null if the item is not there that it begins or ends at.</summary>
    Task<PubSubPage?> PageAsync(Jid owner, string node, PubSubPageQuery query, CancellationToken ct);

    /// <summary>
    /// Those of the items that are there; null if it is more than one and they have more octets together, which are not
    /// read then.
    /// </summary>
    Task<IReadOnlyList<PubSubItem>?> FindAsync(
        Jid owner, string node, IReadOnlyList<string> ids, long maxBytes, CancellationToken ct);

    /// <summary>True if somebody else has published one of these items.</summary>
    Task<bool> IsAnyOfOthersAsync(Jid owner, string node, IReadOnlyList<string> ids, Jid publisher, CancellationToken ct);

    /// <summary>The item that was published last, of those that are there.</summary>
    Task<PubSubItem?> LastAsync(Jid owner, string node, CancellationToken ct);

    /// <summary>The ids in the order of publication, for disco (§5.5).</summary>
    Task<IReadOnlyList<string>> IdsAsync(Jid owner, string node, int limit, CancellationToken ct);
}
