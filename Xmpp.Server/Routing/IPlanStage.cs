namespace Xmpp.Server.Routing;

/// <summary>Adds copies to a delivery plan, or catches what nobody would get; it cannot refuse.</summary>
internal interface IPlanStage
{
    ValueTask OnPlanAsync(StanzaContext context, DeliveryPlan plan, CancellationToken ct);
}
