using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>A row on its way into the store.</summary>
internal sealed record ArchiveAdd(Jid Owner, long Id, ArchiveEntry Entry);
