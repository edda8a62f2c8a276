namespace Xmpp.Storage.Archive;

/// <summary>A message as the archive has it.</summary>
/// <param name="Id">Its place and its time, see <see cref="ArchiveTime"/>.</param>
/// <param name="Stanza">The complete stanza in UTF-8.</param>
public sealed record ArchivedMessage(long Id, byte[] Stanza);
