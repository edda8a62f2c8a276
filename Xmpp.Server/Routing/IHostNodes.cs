using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Nodes that a host has in service discovery (XEP-0030 §3.2, §4.2).</summary>
internal interface IHostNodes
{
    /// <summary>What a node is; null if it is not one of these.</summary>
    ValueTask<IqReply?> NodeInfoAsync(Jid host, Jid asker, string node, CancellationToken ct);

    /// <summary>What is in a node; null if it is not one of these.</summary>
    ValueTask<IqReply?> NodeItemsAsync(Jid host, Jid asker, string node, CancellationToken ct);
}
