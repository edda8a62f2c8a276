namespace Xmpp.Storage.PubSub;

/// <summary>What became of a publication, and the ids of the items that had to go for it.</summary>
public sealed record PublishResult(PublishOutcome Outcome, IReadOnlyList<string> Dropped);
