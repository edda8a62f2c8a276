using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>
/// Messages to accounts to which older ones are just being brought (<see cref="CatchUps"/>). They wait here, each account's
/// in their order (RFC 6120 §10.1), and not where they come from: that may be a room or a whole server.
/// </summary>
/// <param name="directory">Knows what is being brought.</param>
/// <param name="background">What delivers them.</param>
/// <param name="maxMessages">So many of one account wait; what comes then is not kept waiting.</param>
/// <param name="maxOctets">The same for their octets.</param>
/// <param name="metrics">Told of those that a stop leaves.</param>
internal sealed class MessagesBehind(
    ISessionDirectory directory, BackgroundWork background, int maxMessages, long maxOctets, ServerMetrics metrics)
{
    /// <summary>What one takes besides its own octets.</summary>
    private const int Overhead = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, Line> _lines = [];
    private int _count;

    /// <summary>
    /// Keeps a message, if it has to wait and may, and calls <paramref name="deliver"/> when it is its turn, which throws
    /// nothing. To be called behind <see cref="ISessionDirectory.FindAsync"/>.
    /// </summary>
    /// <returns>Completes when it has been delivered; null if it does not wait.</returns>
    public Task? TryAddAsync(StanzaContext context, Func<CancellationToken, Task> deliver)
    {
        if (TryAddAsync(context.Recipient.Bare, context.Stanza.Size, context.Mark is not null, deliver) is not { } done)
            return null;
        context.IsPutOff = true;
        return done;
    }

    /// <summary>
    /// The same for what has its place among an account's messages and is none to it: copies of what it has sent itself. A device
    /// that had them first would read on in the archive behind what still waits.
    /// </summary>
    public bool TryAddCopies(StanzaContext context, Func<CancellationToken, Task> deliver) =>
        TryAddAsync(context.Sender.Bare, context.Stanza.Size, isKept: true, deliver) is not null;

    private Task? TryAddAsync(Jid account, int size, bool isKept, Func<CancellationToken, Task> deliver)
    {
        if (Volatile.Read(ref _count) == 0 && directory.CaughtUpAsync(account) is null)
            return null;
        lock (_lock)
        {
            if (!_lines.TryGetValue(account, out var line))
            {
                if (directory.CaughtUpAsync(account) is null)
                    return null;
                _lines.Add(account, line = new Line());
                Volatile.Write(ref _count, _lines.Count);
                background.Run("messages behind older ones", ct => DeliverAsync(account, line, ct));
            }
            var octets = size + Overhead;
            if (line.Waiting.Count >= maxMessages || line.Octets + octets > maxOctets)
                return null;
            var entry = new Entry(deliver, octets, isKept);
            line.Waiting.Enqueue(entry);
            line.Octets += octets;
            return entry.Done.Task;
        }
    }

    private async Task DeliverAsync(Jid account, Line line, CancellationToken ct)
    {
        try
        {
            while (directory.CaughtUpAsync(account) is { } older)
                await older.WaitAsync(ct);
            while (Next(account, line) is { } entry)
            {
                try
                {
                    await entry.Deliver(ct);
                }
                finally
                {
                    Remove(line, entry);
                }
            }
        }
        finally
        {
            GiveUp(account, line);
        }
    }

    // It stays the first until it is delivered: so nothing passes it.
    private Entry? Next(Jid account, Line line)
    {
        lock (_lock)
        {
            if (line.Waiting.TryPeek(out var entry))
                return entry;
            Forget(account, line);
            return null;
        }
    }

    private void Remove(Line line, Entry entry)
    {
        lock (_lock)
        {
            line.Waiting.Dequeue();
            line.Octets -= entry.Octets;
        }
        entry.Done.SetResult();
    }

    // Only a stop leaves some. A mark says that the message is still under way: the next start brings it (Features/Recovery).
    private void GiveUp(Jid account, Line line)
    {
        Entry[] left;
        lock (_lock)
        {
            left = [.. line.Waiting];
            Forget(account, line);
        }
        metrics.StanzasLost(StanzaLoss.Stopped, left.Count(entry => !entry.IsKept));
        foreach (var entry in left)
            entry.Done.SetResult();
    }

    private void Forget(Jid account, Line line)
    {
        if (_lines.TryGetValue(account, out var present) && present == line)
            _lines.Remove(account);
        Volatile.Write(ref _count, _lines.Count);
    }

    private sealed class Line
    {
        public Queue<Entry> Waiting { get; } = new();
        public long Octets { get; set; }
    }

    private sealed record Entry(Func<CancellationToken, Task> Deliver, int Octets, bool IsKept)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
