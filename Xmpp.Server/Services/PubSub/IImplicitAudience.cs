using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Those who get notifications of an account's nodes without a subscription (XEP-0060 §9.1, §9.2).</summary>
internal interface IImplicitAudience
{
    /// <summary>Brings the message to each of them.</summary>
    /// <param name="node">The node, of an account.</param>
    /// <param name="message">From the account, without 'to'.</param>
    /// <param name="item">The item that it tells of, the last of several; null if it tells of something else.</param>
    /// <param name="ct">Cancels between two.</param>
    /// <returns>The addresses that got it, and their accounts (bare JIDs): a subscription of one of these has its notification.</returns>
    ValueTask<IReadOnlySet<Jid>> DeliverAsync(Node node, Message message, PubSubItem? item, CancellationToken ct);
}
