using Xmpp.Server.Configuration;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Components;

/// <summary>
/// What waits to be written to a component. It is written only as fast as the socket takes it, so that what a component
/// never got can go back to its senders: the protocol has no acknowledgements.
/// </summary>
internal sealed class ComponentOutbox(IConnection connection, LimitOptions limits, StreamTools tools)
{
    private const int WriteSize = 16_384;

    private static readonly Action<object> s_drain = static state => ((ComponentOutbox)state).Drain();

    private readonly Outbox _outbox = new(limits.ComponentOutboxStanzas, limits.ComponentOutboxBytes);
    private ArraySegment<OutboundStanza> _taken = ArraySegment<OutboundStanza>.Empty;
    private int _next;
    private bool _isOpen;

    /// <summary>Timestamp of the last stanza that was written.</summary>
    public long LastWriteAt { get; private set; } = tools.Time.GetTimestamp();

    /// <summary>Less than half of what may wait does. Any thread.</summary>
    public bool HasRoom => _outbox.IsHalfEmpty;

    /// <summary>Any thread; never waits.</summary>
    public HandOver Add(in OutboundStanza stanza)
    {
        var outcome = _outbox.Add(stanza, out var needsDrain);
        if (needsDrain)
            connection.Post(s_drain, this);
        return outcome;
    }

    /// <summary>The handshake is answered: stanzas may be written now. On the loop.</summary>
    public void Open()
    {
        _isOpen = true;
        Drain();
    }

    /// <summary>Writes what waits, as far as the peer reads. On the loop.</summary>
    public void Drain()
    {
        if (!_isOpen || !connection.IsOpen)
            return;
        var output = OutputBuffer.Rent();
        while (connection.IsWritable && TryTake(out var stanza))
        {
            var start = output.Length;
            stanza.Write(output, OutputContext.ComponentStream);
            if (tools.WireLog.IsOn)
                tools.WireLog.Sent(connection.Id, output.Written.Span[start..]);
            if (stanza.Stanza is { } sent)
                tools.Metrics.StanzaSent(sent.Kind);
            if (output.Length >= WriteSize)
                Write(output);
        }
        if (output.Length > 0)
            Write(output);
        connection.Flush();
        if (!connection.IsWritable)
            _outbox.PutOff(); // OnWritabilityChanged comes back to it
    }

    /// <summary>Takes no more; gives what was never written, in order. On the loop.</summary>
    public IReadOnlyList<OutboundStanza> Close()
    {
        OutboundStanza[] left = [.. _taken.AsSpan()[_next..], .. _outbox.Close()];
        _taken = ArraySegment<OutboundStanza>.Empty;
        _next = 0;
        return left;
    }

    private void Write(OutputBuffer output)
    {
        LastWriteAt = tools.Time.GetTimestamp();
        connection.Write(output.Written);
        output.Clear();
    }

    private bool TryTake(out OutboundStanza stanza)
    {
        if (_next == _taken.Count)
        {
            _outbox.GiveBack(_taken);
            _taken = _outbox.TakeAll();
            _next = 0;
        }
        stanza = _next < _taken.Count ? _taken[_next++] : default;
        return stanza.IsSomething;
    }
}
