using Xmpp.Server.Federation.Links;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;

namespace Xmpp.Server.Federation.Streams;

/// <summary>The counters of XEP-0198 of one stream, and which link each unacknowledged stanza is of.</summary>
internal sealed class ServerAcks(ManagedStream counters)
{
    private readonly Queue<(PeerLink Link, OutboundStanza Stanza)> _sent = new();
    private readonly Lock _lock = new();

    public ManagedStream Counters => counters;

    /// <summary>The id with which the peer lets us resume, or null.</summary>
    public string? ResumptionId { get; init; }

    public int Count => counters.Count;

    /// <summary>Completes when the stream that is over has handled what it was handling.</summary>
    public Task WhenHandled { get; set; } = Task.CompletedTask;

    public void NoteSent(PeerLink link, in OutboundStanza stanza)
    {
        lock (_lock)
            _sent.Enqueue((link, stanza));
        counters.NoteSent(stanza);
    }

    /// <summary>False if so many were never sent (XEP-0198 §6).</summary>
    public bool TryAcknowledge(uint h)
    {
        var count = unchecked(h - counters.Acknowledged);
        if (!counters.TryAcknowledge(h))
            return false;
        lock (_lock)
        {
            for (; count > 0 && _sent.TryDequeue(out var done); count--)
                done.Link.OnDone(done.Stanza);
        }
        return true;
    }

    /// <summary>What is not acknowledged, in the order of sending; it stays here.</summary>
    public OutboundStanza[] Unacknowledged() => counters.Unacknowledged();

    /// <summary>Gives up what one link has here, in order.</summary>
    public IReadOnlyList<OutboundStanza> Take(PeerLink link)
    {
        lock (_lock)
        {
            OutboundStanza[] taken = [.. _sent.Where(s => s.Link == link).Select(s => s.Stanza)];
            var others = _sent.Where(s => s.Link != link).ToArray();
            _sent.Clear();
            foreach (var other in others)
                _sent.Enqueue(other);
            return taken;
        }
    }
}
