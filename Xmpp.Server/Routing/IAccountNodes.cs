using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>What accounts show in service discovery beside themselves (XEP-0030 §3, §4).</summary>
internal interface IAccountNodes
{
    /// <summary>The items of an account that the one who asks may know of.</summary>
    ValueTask<IReadOnlyList<XElement>> ItemsAsync(Jid account, Jid asker, CancellationToken ct);

    /// <summary>What a node is.</summary>
    ValueTask<IqReply> NodeInfoAsync(Jid account, Jid asker, string node, CancellationToken ct);

    /// <summary>What is in a node.</summary>
    ValueTask<IqReply> NodeItemsAsync(Jid account, Jid asker, string node, CancellationToken ct);
}
