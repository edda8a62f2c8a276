namespace Xmpp.Storage.PubSub;

/// <summary>Which items are asked for.</summary>
/// <param name="MaxItems">Items at most.</param>
/// <param name="MaxBytes">Octets of their payloads at most; one item comes in any case.</param>
/// <param name="After">Only those that were published after the item of this id.</param>
/// <param name="Before">Only those that were published before the item of this id.</param>
/// <param name="FromEnd">The last ones of these instead of the first.</param>
public sealed record PubSubPageQuery(int MaxItems, int MaxBytes, string? After, string? Before, bool FromEnd)
{
    /// <summary>What "before", "after", "first" and "last" mean.</summary>
    public PubSubOrder Order { get; init; }
}
