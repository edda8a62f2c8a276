namespace Xmpp.Server.Routing;

/// <summary>
/// The order of the stages that a stanza passes: written in one place, at start, and pinned by a test.
/// </summary>
internal sealed class StanzaPath(
    IReadOnlyList<ISendStage> send, IReadOnlyList<IReceiveStage> receive, IReadOnlyList<IPlanStage> plan)
{
    private readonly ISendStage[] _send = [.. send];
    private readonly IReceiveStage[] _receive = [.. receive];
    private readonly IPlanStage[] _plan = [.. plan];

    /// <summary>The stages in their order, by name.</summary>
    public string Order =>
        $"send: {Names(_send)}; receive: {Names(_receive)}; plan: {Names(_plan)}";

    public async ValueTask<Verdict> OnSendAsync(StanzaContext context, CancellationToken ct)
    {
        foreach (var stage in _send)
        {
            var verdict = await stage.OnSendAsync(context, ct);
            if (verdict.Stops)
                return verdict;
        }
        return Verdict.Continue;
    }

    public async ValueTask<Verdict> OnReceiveAsync(StanzaContext context, CancellationToken ct)
    {
        foreach (var stage in _receive)
        {
            var verdict = await stage.OnReceiveAsync(context, ct);
            if (verdict.Stops)
                return verdict;
        }
        return Verdict.Continue;
    }

    public async ValueTask OnPlanAsync(StanzaContext context, DeliveryPlan plan, CancellationToken ct)
    {
        foreach (var stage in _plan)
            await stage.OnPlanAsync(context, plan, ct);
    }

    private static string Names(IEnumerable<object> stages) => string.Join(", ", stages.Select(s => s.GetType().Name));
}
