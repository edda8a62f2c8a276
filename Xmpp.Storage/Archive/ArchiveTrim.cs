namespace Xmpp.Storage.Archive;

/// <summary>What the index loses with the oldest messages of an archive, as it was read before the write.</summary>
/// <param name="Through">The last of the messages that go.</param>
/// <param name="Cut">The piece of which some messages go and others stay; null where it has to be read as a whole.</param>
/// <param name="Words">The words of those that go.</param>
internal sealed record ArchiveTrim(long Through, ArchivePiece? Cut, IReadOnlySet<string> Words);
