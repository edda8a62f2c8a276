using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// What sessions that are over did not get, on its way to whoever gets it now: an account's one after the other, in the order
/// in which it was first handed over, also where several of its sessions end at once (RFC 6120 §10.1).
/// </summary>
/// <param name="routeAsync">Routes one of them again.</param>
/// <param name="background">Where they are brought.</param>
/// <param name="metrics">Told of those that a stop or a failure leaves.</param>
internal sealed class Backlogs(Backlogs.RouteAsync routeAsync, BackgroundWork background, ServerMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, Line> _lines = [];

    /// <param name="context">What is on its way.</param>
    /// <param name="onOutage">To be called when the database is away.</param>
    /// <param name="olderFirst">
    /// To be called when another session has ended on the way: of what that has left, the older comes before this.
    /// </param>
    /// <param name="ct">Ends it.</param>
    public delegate ValueTask RouteAsync(
        StanzaContext context, Action onOutage, Func<CancellationToken, Task> olderFirst, CancellationToken ct);

    /// <summary>
    /// Gives up what a session did not get, in one step: no other session of the account gives up anything in between, and
    /// nothing of it goes before all of it has its place.
    /// </summary>
    /// <param name="account">Whose session it was.</param>
    /// <param name="unsent">What it did not get.</param>
    /// <param name="onOutage">Called when the database is away: nobody should wait for it.</param>
    public Backlog Add(Jid account, IEnumerable<OutboundStanza> unsent, Action onOutage)
    {
        lock (_lock)
        {
            // Presence is of the moment, and what we sent ourselves (roster pushes) is asked for again.
            StanzaContext[] left = [.. unsent.Where(s => s.Delivery?.Lost() == true).Select(s => s.Delivery!.Context)];
            var backlog = new Backlog(account, left.Length, onOutage);
            if (left.Length == 0)
                return backlog;
            if (!_lines.TryGetValue(account, out var line))
                _lines.Add(account, line = new Line(account));
            line.Backlogs.Add(backlog);
            foreach (var context in left)
                line.Waiting.Enqueue((context, backlog), (context.Place ?? 0, line.Added++));
            return backlog;
        }
    }

    /// <summary>
    /// To be called when everybody knows of the session's end. What waits of the account is brought when that is so of all its
    /// sessions that have left something; completes when all of this one's is, or is given up by a stop.
    /// </summary>
    public Task BringAsync(Backlog backlog)
    {
        lock (_lock)
        {
            backlog.IsAsked = true;
            if (!backlog.IsEmpty && _lines.TryGetValue(backlog.Account, out var line) && !line.IsBrought
                && line.Backlogs.TrueForAll(each => each.IsAsked))
            {
                line.IsBrought = true;
                Begin(line);
            }
        }
        return backlog.Done;
    }

    private void Begin(Line line) => background.Run("stanzas that a session did not get", ct => BringAllAsync(line, ct));

    private async Task BringAllAsync(Line line, CancellationToken ct)
    {
        try
        {
            await BringOlderAsync(line, null, ct);
        }
        catch when (!ct.IsCancellationRequested)
        {
            Begin(line); // the failure is that of one, and in the log
            throw;
        }
        finally
        {
            if (ct.IsCancellationRequested)
                GiveUp(line);
        }
    }

    private async Task BringOlderAsync(Line line, long? than, CancellationToken ct)
    {
        while (Next(line, than) is var (context, backlog))
        {
            try
            {
                await routeAsync(context, () => OnOutage(line), token => BringOlderAsync(line, context.Place, token), ct);
            }
            catch
            {
                Lost(ct.IsCancellationRequested ? StanzaLoss.Stopped : StanzaLoss.Failed, context);
                throw;
            }
            finally
            {
                Brought(line, backlog);
            }
        }
    }

    private (StanzaContext Context, Backlog Backlog)? Next(Line line, long? than)
    {
        lock (_lock)
        {
            if (line.Waiting.TryPeek(out var next, out var key) && (than is null || key.Place < than))
            {
                line.Waiting.Dequeue();
                return next;
            }
            if (than is null && _lines.TryGetValue(line.Account, out var present) && present == line)
                _lines.Remove(line.Account);
            return null;
        }
    }

    private void OnOutage(Line line)
    {
        Backlog[] all;
        lock (_lock)
            all = [.. line.Backlogs];
        foreach (var backlog in all)
            backlog.OnOutage();
    }

    private void Brought(Line line, Backlog backlog)
    {
        lock (_lock)
        {
            if (backlog.Brought())
                line.Backlogs.Remove(backlog);
        }
    }

    private void GiveUp(Line line)
    {
        while (Next(line, null) is var (context, backlog))
        {
            Lost(StanzaLoss.Stopped, context);
            Brought(line, backlog);
        }
    }

    // A mark says that the message is still under way: the next start brings it (Features/Recovery).
    private void Lost(StanzaLoss loss, StanzaContext context) =>
        metrics.StanzasLost(loss, context is { Stanza: Message { IsError: false }, Mark: null } ? 1 : 0);

    private sealed class Line(Jid account)
    {
        public Jid Account => account;
        public PriorityQueue<(StanzaContext Context, Backlog Backlog), (long Place, int Order)> Waiting { get; } = new();
        public List<Backlog> Backlogs { get; } = [];
        public int Added { get; set; }
        public bool IsBrought { get; set; }
    }
}
