namespace Xmpp.Server.Routing;

/// <summary>A stanza that is on disk and under way to its recipient: somebody wants to know when that has ended.</summary>
internal interface IDeliveryMark
{
    /// <summary>A resource has it, it is stored for later, or nobody is to get it. Later calls do nothing.</summary>
    void Settle();
}
