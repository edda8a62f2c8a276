using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Who answers which request of XEP-0060, at a service and at an account alike.</summary>
internal sealed class PubSubRequests(
    Publishing publishing, ItemRetrieval retrieval, NodeOwnership ownership, Subscribing subscribing,
    SubscriptionOptionRequests options, SubscriptionManagement subscriptions, AffiliationManagement affiliations)
{
    /// <param name="scope">The service that is asked.</param>
    /// <param name="type">Get or set.</param>
    /// <param name="payload">The only child of the IQ.</param>
    /// <param name="sender">Who asks.</param>
    /// <param name="ct">Cancels before a change begins.</param>
    public ValueTask<IqReply> AnswerAsync(
        PubSubScope scope, IqType type, XElement payload, Jid sender, CancellationToken ct)
    {
        // The first child says what is asked; others of its kind (publish-options, configure, options, set) follow it.
        if (payload.Elements().FirstOrDefault() is not { } element)
            return new ValueTask<IqReply>(StanzaError.BadRequest);
        var request = new NodeRequest(scope, sender, payload, element);
        return type == IqType.Get ? GetAsync(request, ct) : SetAsync(request, ct);
    }

    private ValueTask<IqReply> GetAsync(NodeRequest request, CancellationToken ct)
    {
        var name = request.Element.Name;
        if (name == PubSubNames.Items)
            return retrieval.ItemsAsync(request, ct);
        if (name == PubSubNames.Subscriptions)
            return subscribing.SubscriptionsAsync(request, ct);
        if (name == PubSubNames.Affiliations)
            return affiliations.OwnAsync(request, ct);
        if (name == PubSubNames.Options)
            return options.GetAsync(request, ct);
        if (name == PubSubNames.Default)
            return options.DefaultAsync(request, ct);
        if (name == PubSubNames.OwnerConfigure)
            return ownership.ConfigurationAsync(request, ct);
        if (name == PubSubNames.OwnerDefault)
            return new ValueTask<IqReply>(NodeOwnership.Defaults(request));
        if (name == PubSubNames.OwnerSubscriptions)
            return subscriptions.ListAsync(request, ct);
        if (name == PubSubNames.OwnerAffiliations)
            return affiliations.ListAsync(request, ct);
        return new ValueTask<IqReply>(StanzaError.BadRequest);
    }

    private ValueTask<IqReply> SetAsync(NodeRequest request, CancellationToken ct)
    {
        var name = request.Element.Name;
        if (name == PubSubNames.Publish)
            return publishing.PublishAsync(request, ct);
        if (name == PubSubNames.Retract)
            return publishing.RetractAsync(request, ct);
        if (name == PubSubNames.Create)
            return ownership.CreateAsync(request, ct);
        if (name == PubSubNames.Subscribe)
            return subscribing.SubscribeAsync(request, ct);
        if (name == PubSubNames.Unsubscribe)
            return subscribing.UnsubscribeAsync(request, ct);
        if (name == PubSubNames.Options)
            return options.SetAsync(request, ct);
        if (name == PubSubNames.OwnerConfigure)
            return ownership.ConfigureAsync(request, ct);
        if (name == PubSubNames.OwnerDelete)
            return ownership.DeleteAsync(request, ct);
        if (name == PubSubNames.OwnerPurge)
            return publishing.PurgeAsync(request, ct);
        if (name == PubSubNames.OwnerSubscriptions)
            return subscriptions.ModifyAsync(request, ct);
        if (name == PubSubNames.OwnerAffiliations)
            return affiliations.ModifyAsync(request, ct);
        return new ValueTask<IqReply>(StanzaError.BadRequest);
    }
}
