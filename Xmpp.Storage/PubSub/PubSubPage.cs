namespace Xmpp.Storage.PubSub;

/// <summary>Items of a node in the order that was asked for.</summary>
/// <param name="Items">Those of the page.</param>
/// <param name="Count">Items of the whole node.</param>
/// <param name="IsComplete">False if there is more in the direction that was asked for.</param>
public sealed record PubSubPage(IReadOnlyList<PubSubItem> Items, int Count, bool IsComplete);
