namespace Xmpp.Server.Services.PubSub;

/// <summary>When the last item is sent without being asked for (XEP-0060 §16.4.4).</summary>
internal enum SendLastItem
{
    Never,
    OnSubscription,
    OnSubscriptionAndPresence,
}
