namespace Xmpp.Server.Routing;

/// <summary>Refuses what a local account would get; asked once for the account, before the plan.</summary>
internal interface IReceiveStage
{
    ValueTask<Verdict> OnReceiveAsync(StanzaContext context, CancellationToken ct);
}
