using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Offline;

/// <summary>A message on its way into the store.</summary>
internal sealed record OfflineAdd(Jid Account, byte[] Stanza, DateTimeOffset ReceivedAt, OfflineQuota Quota);
