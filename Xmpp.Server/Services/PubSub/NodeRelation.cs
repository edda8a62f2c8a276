using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>All that decides on what an entity may do with a node (XEP-0060 §4.1, §4.5).</summary>
/// <param name="Affiliation">What he is to the node.</param>
/// <param name="IsSubscribed">He has a subscription that is approved.</param>
/// <param name="SeesPresence">He is subscribed to the presence of an owner.</param>
/// <param name="IsInGroup">He is in one of the node's roster groups.</param>
internal readonly record struct NodeRelation(
    PubSubAffiliation Affiliation, bool IsSubscribed, bool SeesPresence, bool IsInGroup);
