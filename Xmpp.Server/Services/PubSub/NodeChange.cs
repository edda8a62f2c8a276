namespace Xmpp.Server.Services.PubSub;

/// <summary>What became of a node.</summary>
/// <param name="After">The node as it is now, stored already; null when there is none.</param>
/// <param name="Result">For whoever changed it.</param>
/// <param name="Tell">Tells others, in the order of the changes of this node.</param>
internal sealed record NodeChange<T>(Node? After, T Result, Func<CancellationToken, ValueTask>? Tell = null);
