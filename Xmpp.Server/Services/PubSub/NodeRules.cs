using Xmpp.Stanzas.Core;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Who may do what with a node: the tables of XEP-0060 §4.1 and §4.5 as one function.</summary>
internal static class NodeRules
{
    /// <summary>Null if he may, else the error (§6.1.3, §6.5.9, §7.1.3.1, §7.2.3.1, §8).</summary>
    public static StanzaError? Refusal(NodeOperation operation, NodeConfig config, NodeRelation who) => operation switch
    {
        NodeOperation.Subscribe => SubscribeRefusal(config, who),
        NodeOperation.RetrieveItems => ReadRefusal(config.AccessModel, who, isSubscribing: false),
        NodeOperation.Publish => MayPublish(config.PublishModel, who) ? null : StanzaError.Forbidden,
        // Publishers and those who may publish only delete what is theirs; the caller looks at the item.
        NodeOperation.DeleteItem => MayPublish(config.PublishModel, who) ? null : StanzaError.Forbidden,
        // §4.1, note: a service may let publishers purge; here that is for owners (§8.5).
        _ => who.Affiliation == PubSubAffiliation.Owner ? null : StanzaError.Forbidden,
    };

    /// <summary>True if a subscription has to be approved by an owner (§6.1.4).</summary>
    public static bool NeedsApproval(NodeConfig config, NodeRelation who) =>
        config.AccessModel == AccessModel.Authorize && who is { Affiliation: PubSubAffiliation.None, IsSubscribed: false };

    /// <summary>True for the items of others: only owners and publishers delete those (§4.1, note).</summary>
    public static bool MayDeleteOthers(PubSubAffiliation affiliation) =>
        affiliation is PubSubAffiliation.Owner or PubSubAffiliation.Publisher;

    private static StanzaError? SubscribeRefusal(NodeConfig config, NodeRelation who)
    {
        if (ReadRefusal(config.AccessModel, who, isSubscribing: true) is { } refusal)
            return refusal;
        return config.AllowsSubscriptions || who.Affiliation == PubSubAffiliation.Owner
            ? null
            : PubSubErrors.Unsupported("subscribe"); // §6.1.3.10
    }

    private static StanzaError? ReadRefusal(AccessModel model, NodeRelation who, bool isSubscribing)
    {
        switch (who.Affiliation)
        {
            case PubSubAffiliation.Outcast or PubSubAffiliation.PublishOnly:
                return StanzaError.Forbidden; // §6.1.3.8, §6.5.9.10
            case PubSubAffiliation.Member or PubSubAffiliation.Publisher or PubSubAffiliation.Owner:
                return null;
        }
        return model switch
        {
            AccessModel.Open => null,
            AccessModel.Presence => who.SeesPresence ? null : PubSubErrors.PresenceSubscriptionRequired,
            // §6.5.1: both in the group and subscribed to the presence.
            AccessModel.Roster => !who.IsInGroup ? PubSubErrors.NotInRosterGroup
                : who.SeesPresence ? null : PubSubErrors.PresenceSubscriptionRequired,
            AccessModel.Whitelist => PubSubErrors.ClosedNode,
            _ => isSubscribing || who.IsSubscribed ? null : PubSubErrors.NotSubscribedToRead,
        };
    }

    private static bool MayPublish(PublishModel model, NodeRelation who) => who.Affiliation switch
    {
        PubSubAffiliation.Owner or PubSubAffiliation.Publisher or PubSubAffiliation.PublishOnly => true,
        PubSubAffiliation.Outcast => false,
        _ => model == PublishModel.Open || (model == PublishModel.Subscribers && who.IsSubscribed),
    };
}
