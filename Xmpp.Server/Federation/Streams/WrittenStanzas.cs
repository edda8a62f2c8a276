using System.Net.Sockets;
using Xmpp.Server.Federation.Links;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Streams;

/// <summary>
/// What was written of late to a peer that acknowledges nothing. When the line turns out to be dead its senders are told,
/// as far as the dead time goes back (cases S2S-11), and not of what was written before a ping that was answered; when the peer breaks or ends the stream, what it has got is unknown,
/// and nobody is told anything: what was delivered must not come back (cases S2S-07).
/// </summary>
internal sealed class WrittenStanzas(FederationServices services)
{
    private readonly Queue<(OutboundStanza Stanza, long At)> _written = new();
    private long _bytes;

    /// <summary>TCP has given up: the peer has acknowledged no octet for the whole time.</summary>
    public static bool IsTimeout(Exception? cause) =>
        cause is SocketException { SocketErrorCode: SocketError.TimedOut }
        || cause?.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut };

    public void Note(in OutboundStanza stanza)
    {
        _written.Enqueue((stanza, services.Time.GetTimestamp()));
        _bytes += stanza.Weight;
        while (_written.Count > services.Options.QueueStanzas || _bytes > services.Options.QueueBytes)
            Drop();
    }

    /// <summary>Drops what is older than a dead line can be.</summary>
    public void Forget()
    {
        var limit = services.Options.PingAfter + services.Options.PingTimeout;
        while (_written.TryPeek(out var oldest) && services.Time.GetElapsedTime(oldest.At) > limit)
            Drop();
    }

    /// <summary>When the first since a time was written, or null.</summary>
    public long? OldestSince(long time)
    {
        foreach (var (_, at) in _written)
        {
            if (at >= time)
                return at;
        }
        return null;
    }

    /// <summary>Drops what was written no later than that: the peer has read it.</summary>
    public void ForgetUntil(long at)
    {
        while (_written.TryPeek(out var oldest) && oldest.At <= at)
            Drop();
    }

    private void Drop() => _bytes -= _written.Dequeue().Stanza.Weight;

    public void Bounce()
    {
        PeerBounce.Begin(services, [.. _written.Select(one => one.Stanza)], StanzaError.RemoteServerTimeout);
        _written.Clear();
        _bytes = 0;
    }
}
