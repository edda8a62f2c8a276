namespace Xmpp.Storage.PubSub;

/// <summary>What a publication may not exceed.</summary>
/// <param name="MaxItems">Items that the node keeps.</param>
/// <param name="Rejects">True if a full node refuses new items (XEP-0060 §7.1.3.4); else the oldest go.</param>
/// <param name="OwnerBytes">Octets of all items of the node's owner; zero for no limit.</param>
/// <param name="CreatorBytes">Octets of all items of the owner's nodes that the node's creator has created; zero for no limit.</param>
public readonly record struct PubSubItemLimits(int MaxItems, bool Rejects, long OwnerBytes, long CreatorBytes = 0);
