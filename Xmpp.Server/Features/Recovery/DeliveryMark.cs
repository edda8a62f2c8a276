using Xmpp.Server.Routing;

namespace Xmpp.Server.Features.Recovery;

/// <summary>One archived message that is under way.</summary>
internal sealed class DeliveryMark(DeliveryMarks.Account account, long id) : IDeliveryMark
{
    public void Settle() => account.Settle(id);
}
