namespace Xmpp.Storage.Uploads;

/// <summary>What became of a request for a slot.</summary>
/// <param name="Outcome">Given, or why not.</param>
/// <param name="RetryAt">When it may be different; null where nobody knows.</param>
public readonly record struct SlotResult(SlotOutcome Outcome, DateTimeOffset? RetryAt);
