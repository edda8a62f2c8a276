using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>One line of a list of nodes.</summary>
public sealed record PubSubNodeSummary(Jid Owner, string Name, long Items, long Bytes);
