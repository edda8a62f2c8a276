using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Federation.Links;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Federation.Streams;

/// <summary>
/// What a stream between servers does in either direction: it believes of the peer what the peer has proved on this very
/// stream, brings its stanzas to the router, and writes what links have for it.
/// </summary>
#pragma warning disable CA1001 // the source of the end has no timer and no handle: nothing is left when it is forgotten
internal abstract partial class ServerStream(IConnection connection, FederationServices services)
#pragma warning restore CA1001
    : ElementStream(
        connection, new StanzaReader(services.ReaderLimitsBeforeLogin, XmppNames.Server), StreamFraming.Server,
        services.Tools)
{
    private const int WriteSize = 16_384;

    private static readonly Action<object> s_drain = static state => ((ServerStream)state).Drain();
    private static readonly Action<object> s_tick = static state => ((ServerStream)state).OnTick();
    private static readonly Action<object> s_endIfForbidden = static state => ((ServerStream)state).EndIfForbidden();
    private static readonly Action<object> s_endIfMisplaced = static state => ((ServerStream)state).EndIfMisplaced();
    private static readonly byte[] s_space = [(byte)' '];

    private readonly RateLimit _rate = new(services.Limits, services.Time);
    private readonly List<PeerLink> _links = [];
    private readonly HashSet<DomainPair> _checking = [];
    private ImmutableHashSet<DomainPair> _proved = [];
    private long _lastStanzaAt = services.Time.GetTimestamp();
    private readonly WrittenStanzas _written = new(services);
    private DateTimeOffset? _provedUntil;
    private int _keys;
    private bool _isDead;
    private bool _isSilent;
    private (string Id, long At)? _ping;
    private long _pingedAt;
    private readonly CancellationTokenSource _ended = new();

    /// <summary>When the connection was there.</summary>
    protected long OpenedAt { get; } = services.Time.GetTimestamp();

    protected FederationServices Services => services;
    protected bool IsSecure => Connection.Tls is not null;

    /// <summary>Why it ends, for the operator; null for an orderly end.</summary>
    protected string? EndReason { get; set; }

    /// <summary>The id that the side which was connected to gave this stream (RFC 6120 §4.7.3).</summary>
    protected abstract string StreamId { get; }

    /// <summary>"in" or "out".</summary>
    public abstract string Direction { get; }

    /// <summary>How the peer has proved its name, or we ours.</summary>
    public string Method { get; protected set; } = "-";

    public string Tls => Connection.Tls is { } tls ? $"{tls.Protocol} {tls.CipherSuite}" : "none";

    /// <summary>Acknowledgements (XEP-0198), once they are on.</summary>
    public ServerAcks? Acks { get; protected set; }

    /// <summary>Stanzas go in both directions (XEP-0288).</summary>
    public bool IsBidirectional { get; protected set; }

    /// <summary>Pairs for which the peer may send: from the remote to the local domain.</summary>
    public IReadOnlyCollection<DomainPair> Proved => _proved;

    /// <summary>The peer has proved something.</summary>
    public bool IsAuthenticated => !_proved.IsEmpty;

    protected override string PeerName => _proved.IsEmpty ? "-" : _proved.First().Remote;

    /// <summary>True where the peer may ask for pairs: on what it has opened, and on a bidirectional stream.</summary>
    protected abstract bool MayAskForPairs { get; }

    /// <summary>True where a key that the authoritative server knows is a proof, and not only a certificate.</summary>
    protected virtual bool MayProveByKey => true;

    /// <summary>Cancelled when the stream is over.</summary>
    protected CancellationToken Ended => _ended.Token;

    public bool Proves(string remote) => _proved.Any(pair => pair.Remote == remote);

    /// <summary>Writes what the links of this stream have; any thread.</summary>
    public void RequestDrain() => Connection.Post(s_drain, this);

    /// <summary>Looks at the clock; any thread.</summary>
    public void Tick() => Connection.Post(s_tick, this);

    /// <summary>The peer has answered a ping: what was written before it has been read. Any thread.</summary>
    public void PostAlive(string id) => Connection.Post(_ => OnAlive(id), this);

    /// <summary>Awaited, goes on on the loop.</summary>
    public LoopAwaitable WhenOnLoop() => Connection.Loop();

    /// <summary>Ends it if the peer is no longer talked to; any thread.</summary>
    public void PostEndIfForbidden() => Connection.Post(s_endIfForbidden, this);

    /// <summary>Ends it if it is for a host that has gone, or with a domain that is ours now; any thread.</summary>
    public void PostEndIfMisplaced() => Connection.Post(s_endIfMisplaced, this);

    /// <summary>Takes on the stanzas of a link; on the loop.</summary>
    public void Carry(PeerLink link)
    {
        _links.Add(link);
        RequestDrain();
    }

    public override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        _rate.CountBytes(bytes.Length);
        base.OnBytes(bytes);
    }

    // Later: it is told of from inside of a write, and TLS takes no second one there.
    public override void OnWritabilityChanged()
    {
        if (Connection.IsWritable)
            RequestDrain();
    }

    public override void OnClosed(Exception? cause)
    {
        if (cause is not null)
            EndReason ??= $"the connection broke: {cause.Message}";
        if (WrittenStanzas.IsTimeout(cause))
        {
            _isDead = true;
            _written.Forget(); // the last look at the clock may be a while ago
        }
        base.OnClosed(cause);
        services.Leave(this, Connection.RemoteEndPoint.Address);
    }

    /// <summary>An element that is neither stanza, nor dialback, nor XEP-0198.</summary>
    protected abstract void OnNegotiation(XElement element);

    /// <summary>An element of XEP-0198 other than a request or an acknowledgement.</summary>
    protected abstract ValueTask OnManagementAsync(XElement element);

    /// <summary>True if the answer was asked for on this stream, and is taken now.</summary>
    protected abstract bool TryTakeAnswer(XElement element, DomainPair pair);

    protected override ValueTask HandleAsync(XElement element)
    {
        _rate.CountStanza();
        if (Stanza.IsStanza(element))
            return HandleStanzaAsync(element);
        if (element.Name.Namespace == FederationNames.Dialback)
            OnDialback(element);
        else if (element.Name == SmElements.Ask && Acks is { } asked)
            Write(SmElements.NewAnswer(asked.Counters.Handled));
        else if (element.Name == SmElements.Answer && Acks is { } acks)
            OnAcknowledgement(element, acks);
        else if (element.Name.Namespace == SmElements.Namespace)
            return OnManagementAsync(element);
        else
            OnNegotiation(element);
        return default;
    }

    protected override TimeSpan Pause() => _rate.Pause();

    protected override void OnPeerFailed(string condition) => EndReason ??= $"stream error from the peer: {condition}";

    protected override void OnEnding()
    {
        _ended.Cancel();
        // After an error of ours the peer may have read all the same; after its own end tag it does not.
        if (!IsPeerClosed && Connection.IsOpen && !_isDead && !_isSilent)
            Drain();
        // XEP-0198 §4: the last word on what has arrived, so that the peer need not guess.
        if (Acks is { } acks && Connection.IsOpen)
            Write(SmElements.NewAnswer(acks.Counters.Handled));
        // XEP-0198 §7: a stream that was closed is over, one that broke can be resumed.
        var resumable = !IsPeerClosed && _links.Count == 1 && Acks is { ResumptionId: not null, Count: > 0 } kept ? kept : null;
        if (resumable is not null)
            resumable.WhenHandled = WhenHandled;
        // With several links each goes on by a stream of its own, and none of them can resume for the others.
        foreach (var link in _links)
            link.Detach(this, resumable is null ? Acks?.Take(link) ?? [] : [], resumable, EndReason);
        if (IsAuthenticated || _links.Count > 0)
        {
            services.Tools.Logger.ServerStreamEnded(
                Id, Direction, PeerName, EndReason ?? "closed in order", Acks?.Count ?? 0);
        }
        _links.Clear();
        if (_ping is { } unanswered)
            services.Pings.Forget(unanswered.Id);
        if (_isDead)
            _written.Bounce();
    }

    /// <summary>The peer may send for a pair from now on.</summary>
    /// <param name="pair">Our domain and the peer's.</param>
    /// <param name="method">By what it is proved.</param>
    /// <param name="until">When the proof ends, or null.</param>
    protected void Prove(DomainPair pair, string method, DateTimeOffset? until = null)
    {
        if (until is not null && (_provedUntil is null || until < _provedUntil))
            _provedUntil = until;
        var isFirst = _proved.IsEmpty;
        _keys = Math.Max(_keys, _proved.Count + 1);
        _proved = _proved.Add(pair);
        Method = method;
        Reader.Limits = services.ReaderLimits;
        if (isFirst)
            OnFirstProof();
        services.Metrics.PairProved(method);
        services.Links.OnPeerSeen(pair.Remote);
        services.Tools.Logger.ServerStreamReady(
            Id, Direction, pair.Local, pair.Remote, Connection.RemoteEndPoint.Address, method, Tls);
    }

    protected virtual void OnFirstProof()
    {
    }

    protected void WriteText(string text)
    {
        var output = OutputBuffer.Rent();
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        Write(output);
    }

    /// <summary>Writes again what a stream before has sent and the peer does not have (XEP-0198 §5).</summary>
    protected void WriteAgain(ServerAcks acks)
    {
        var output = OutputBuffer.Rent();
        foreach (var stanza in acks.Unacknowledged())
            stanza.Write(output, OutputContext.ServerStream);
        if (output.Length > 0)
            Write(output);
    }

    /// <summary>Says what was forged, and ends the stream.</summary>
    protected void FailForged(StreamError error, string what)
    {
        EndReason = what;
        services.Metrics.Forged();
        services.Tools.Logger.PeerForged(Id, PeerName, Connection.RemoteEndPoint.Address, what);
        Fail(error);
    }

    /// <summary>Looks at the clock; on the loop.</summary>
    protected virtual void OnTick()
    {
        if (IsEnded)
            return;
        if (_ping is { } late && !IsKnownToAnswer && IsPingOver(late.At))
        {
            services.Pings.Forget(late.Id); // that proves nothing; another one may
            _ping = null;
        }
        if (_ping is null || !IsKnownToAnswer)
            _written.Forget();
        var options = services.Options;
        // The second: its TCP answers, but it reads nothing. What the system has buffered takes a slow reader a while.
        if (IsAcknowledgementMissing
            || (!Connection.IsWritable && IsOver(LastWriteAt, 2 * (options.PingAfter + options.PingTimeout))))
        {
            EndReason = "the peer does not answer any more";
            _isDead = true;
            Fail(StreamError.ConnectionTimeout);
        }
        else if (IsPingUnanswered)
        {
            // S2S-07: where answers come by another stream it may be that one which is broken. What was written may have
            // arrived, and the next stream shows whether anybody is there.
            EndReason = "the peer does not answer a ping any more";
            _isSilent = true;
            _isDead = IsBidirectional;
            Fail(StreamError.ConnectionTimeout);
        }
        else if (_provedUntil is { } until && services.Time.GetUtcNow() >= until)
        {
            EndReason = "the certificate has expired"; // RFC 6120 §13.7.2.3
            Fail(StreamError.Reset);
        }
        else if (Acks?.Counters.TryAsk(isLate: true) == true)
        {
            Write(new XElement(SmElements.Ask));
        }
        else if (Acks is null && _ping is null && _links.Count > 0 && Connection.IsWritable
            && _written.OldestSince(_pingedAt) is { } oldest && IsOver(oldest, options.PingAfter))
        {
            Ping(_links[0]);
        }
        else if (IsOver(_lastStanzaAt, options.IdleTimeout) && _checking.Count == 0 && Acks is not { Count: > 0 })
        {
            Finish();
        }
        else if (IsOver(LastWriteAt, options.PingAfter) && Connection.IsWritable)
        {
            WriteUnlogged(s_space); // RFC 6120 §4.6.1; TCP notices what does not arrive
            Connection.Flush();
        }
    }

    // XEP-0198 §4; as with a ping, it may lie there unread.
    private bool IsAcknowledgementMissing =>
        Acks is { Counters.IsOverdue: true } && ReadingSince is { } since && IsOver(since, services.Management.AckTimeout);

    // S2S-11: only of one who is known to answer, here or at another time: a peer that cannot reach us is no dead one.
    private bool IsPingUnanswered =>
        _ping is { } ping && IsKnownToAnswer && IsPingOver(ping.At);

    // While we do not read, the answer may lie there unread: the peer's time begins when we read again, here or on the
    // streams that it has to us.
    private bool IsPingOver(long at) =>
        IsOver(at, services.Options.PingTimeout) && IsRead(this)
        && (IsBidirectional || services.Streams.All(stream => stream is not IncomingStream || !IsFromPeer(stream) || IsRead(stream)));

    private bool IsRead(ServerStream stream) =>
        stream.ReadingSince is { } since && IsOver(since, services.Options.PingTimeout);

    private bool IsFromPeer(ServerStream stream) => _links.Any(link => stream.Proves(link.Pair.Remote));

    private bool IsKnownToAnswer => IsBidirectional || _links.Any(link => link.AnswersPings);

    // XEP-0199 §4.3: where nothing is acknowledged, written is not read.
    private void Ping(PeerLink link)
    {
        var ping = services.Pings.Make(this, link.Pair);
        _pingedAt = services.Time.GetTimestamp();
        _ping = (ping.Id ?? "", _pingedAt);
        var output = OutputBuffer.Rent();
        StanzaWriter.Write(output, ping, null, OutputContext.ServerStream);
        Write(output);
    }

    private void OnAlive(string id)
    {
        if (_ping is not { } ping || ping.Id != id)
            return;
        _ping = null;
        _written.ForgetUntil(ping.At);
        foreach (var link in _links)
            link.AnswersPings = true;
    }

    protected bool IsOver(long since, TimeSpan limit) => services.Time.GetElapsedTime(since) >= limit;

    /// <summary>Writes what waits, as far as the peer reads and acknowledges; on the loop.</summary>
    protected void Drain()
    {
        if (IsEnded || !Connection.IsOpen || _links.Count == 0)
            return;
        var output = OutputBuffer.Rent();
        foreach (var link in _links)
        {
            while (Connection.IsWritable && Acks is not { Counters.IsFull: true } && link.TryTake(this, out var stanza))
            {
                Append(output, link, stanza);
                if (output.Length >= WriteSize)
                {
                    WriteUnlogged(output.Written);
                    output.Clear();
                }
            }
        }
        if (Acks?.Counters.TryAsk() == true)
        {
            SmElements.Request.CopyTo(output.GetSpan(SmElements.Request.Length));
            output.Advance(SmElements.Request.Length);
        }
        if (output.Length > 0)
            WriteUnlogged(output.Written);
        Connection.Flush();
    }

    /// <summary>The domains that the peer says it is, proved or not.</summary>
    protected virtual IEnumerable<string> PeerDomains => _proved.Concat(_checking).Select(pair => pair.Remote);

    /// <summary>What it is for, proved or not.</summary>
    protected virtual IEnumerable<DomainPair> Pairs => [.. _proved, .. _checking, .. _links.Select(link => link.Pair)];

    // The peer opens others for what it has beside that.
    private void EndIfMisplaced()
    {
        var misplaced = IsEnded ? [] : Pairs.Where(services.Domains.IsMisplaced).ToList();
        if (misplaced.Count == 0)
            return;
        var links = _links.Where(link => services.Domains.IsMisplaced(link.Pair)).ToList();
        Abandon("the hosts of this server have changed");
        links.ForEach(link => link.Fail(PeerFailure.Moved));
        EndMisplaced(misplaced.Exists(pair => !services.Domains.Contains(pair.Local)) ? StreamError.HostGone : StreamError.InvalidFrom);
    }

    /// <summary>Says why it ends: RFC 6120 §4.9.3.5, or §4.9.3.9, as nobody else is one of ours.</summary>
    protected virtual void EndMisplaced(StreamError error) => Fail(error);

    // Not a word more goes there.
    private void Abandon(string reason)
    {
        EndReason = reason;
        _links.ForEach(link => link.Detach(this, Acks?.Take(link) ?? [], null, reason));
        _links.Clear();
    }

    private void EndIfForbidden()
    {
        if (PeerDomains.All(services.Policy.IsAllowed))
            return;
        Abandon("the policy of this server has changed");
        Fail(StreamError.PolicyViolation with { Text = "This server does not talk to that domain." });
    }

    private void Append(OutputBuffer output, PeerLink link, in OutboundStanza stanza)
    {
        var start = output.Length;
        stanza.Write(output, OutputContext.ServerStream);
        _lastStanzaAt = services.Time.GetTimestamp();
        if (services.Tools.WireLog.IsOn)
            services.Tools.WireLog.Sent(Id, output.Written.Span[start..]);
        if (stanza.Stanza is { } sent)
            services.Tools.Metrics.StanzaSent(sent.Kind);
        if (Acks is { } acks)
        {
            acks.NoteSent(link, stanza);
        }
        else
        {
            link.OnDone(stanza);
            _written.Note(stanza);
        }
    }

    private void OnAcknowledgement(XElement element, ServerAcks acks)
    {
        if (!SmElements.TryReadCount(element, out var h))
            Fail(StreamError.InvalidXml);
        else if (!acks.TryAcknowledge(h))
            Fail(SmElements.HandledCountTooHigh(h, acks.Counters.Sent));
        else
            Drain(); // there may be room now
    }

    private async ValueTask HandleStanzaAsync(XElement element)
    {
        if (StanzaAddresses.Check(element, _proved, services.Domains, out var from, out var pair) is { } fault)
        {
            FailForged(fault, $"a stanza with addresses that are not proved: {fault.Condition}");
            return;
        }
        _lastStanzaAt = services.Time.GetTimestamp();
        if (Stanza.Read(element, out var read) is { } error)
        {
            if (UnreadStanza(element, error, from) is { } refusal)
                services.Links.Post(pair, refusal);
        }
        else if (read is not null && services.Pings.TryTake(read))
        {
            services.Tools.Metrics.StanzaReceived(read.Kind);
        }
        else if (read is { From: { } sender, To: { } to })
        {
            services.Tools.Metrics.StanzaReceived(read.Kind);
            var context = new Routing.StanzaContext(
                read.WithSize(Reader.ElementBytes), sender, to, Routing.StanzaOrigin.RemoteServer)
            {
                ReceivedAt = services.Time.GetUtcNow(),
            };
            await services.Router.RouteAsync(context, services.Stopping);
        }
        Acks?.Counters.NoteHandled();
    }

    private static OutboundStanza? UnreadStanza(XElement element, StanzaError error, Stanzas.Jids.Jid from) =>
        Routing.UnreadStanza.Refusal(element, error, from) is { } refusal ? new OutboundStanza(refusal) : null;
}
