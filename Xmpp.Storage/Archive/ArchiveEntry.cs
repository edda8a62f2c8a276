using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>A message on its way into an archive.</summary>
/// <param name="Contact">Whom the owner has it from, or has sent it to.</param>
/// <param name="MessageId">The stanza's 'id', or null.</param>
/// <param name="Stanza">The complete stanza in UTF-8.</param>
public readonly record struct ArchiveEntry(Jid Contact, string? MessageId, byte[] Stanza);
