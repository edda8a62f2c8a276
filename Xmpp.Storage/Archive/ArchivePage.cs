namespace Xmpp.Storage.Archive;

/// <summary>Some messages, the oldest first.</summary>
/// <param name="IsComplete">Nothing that was asked for is left in the direction of the paging.</param>
public sealed record ArchivePage(IReadOnlyList<ArchivedMessage> Messages, bool IsComplete);
