namespace Xmpp.Server.Services.PubSub;

/// <summary>What happens to a publication at a node that is full (XEP-0060 §7.1.2.5).</summary>
internal enum NodeFullPolicy
{
    RetractOldest,
    DiscardOldest,
    Reject,
}
