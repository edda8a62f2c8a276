namespace Xmpp.Server.Routing;

/// <summary>Refuses what a local user sends, before routing.</summary>
internal interface ISendStage
{
    ValueTask<Verdict> OnSendAsync(StanzaContext context, CancellationToken ct);
}
