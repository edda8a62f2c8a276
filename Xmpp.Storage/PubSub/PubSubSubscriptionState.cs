namespace Xmpp.Storage.PubSub;

/// <summary>The states of a subscription that are on record (XEP-0060 §4.2); "none" is the absence of one.</summary>
public enum PubSubSubscriptionState
{
    Pending = 1,
    Subscribed = 2,
}
