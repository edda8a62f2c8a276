using System.Net;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>
/// A BOSH session (XEP-0124): the connection of a client's stream, made of requests. Elements for the client gather here
/// only while a request waits for them; else they stay with the session, which then knows what was never sent.
/// </summary>
/// <remarks>Everything is on its loop, but for what says so.</remarks>
internal sealed class BoshSession : LoopConnection
{
    private static readonly Action<object> s_answer = static state => ((BoshSession)state).AnswerDue();
    private static readonly Action<object> s_tick = static state => ((BoshSession)state).OnTick();

    private readonly BoshSettings _settings;
    private readonly BoshTerms _terms;
    private readonly BoshExchange _exchange;
    private readonly BoshInput _input;
    private readonly BoshOutput _output = new();
    private readonly C2sStream _stream;
    private readonly string _host;
    private ReadOnlyMemory<byte>? _last; // what the next request is told of the end
    private TimeSpan _inactivity;
    private long _lastTakenAt;
    private long _silentSince;
    private long _dueAt;
    private bool _wasEmpty; // the last request, and the last answer
    private bool _wasAnsweredEmpty;
    private bool _isAnswerAsked;
    private bool _isCreated;
    private bool _isListening;
    private bool _isOver;

    /// <param name="created">The request that asks for it.</param>
    /// <param name="host">The host that it is for.</param>
    /// <param name="settings">Of the server.</param>
    /// <param name="remote">Who asks.</param>
    /// <param name="isSecure">Inside TLS: then all other requests must be, too.</param>
    public BoshSession(BoshRequest created, string host, BoshSettings settings, IPEndPoint remote, bool isSecure)
        : base(settings.Loops, remote, isSecure)
    {
        _settings = settings;
        _host = host;
        _terms = BoshTerms.For(created, settings.Options);
        _inactivity = _terms.Inactivity;
        _exchange = new BoshExchange(_terms, created);
        _stream = new C2sStream(this, settings.Services, C2sTransport.Bosh);
        _input = new BoshInput(_stream);
        _silentSince = Now;
        ContentType = BoshContent.TypeFor(created.Content);
        NoteDue();
    }

    /// <summary>128 random bits (§19.3, cases WEB-09).</summary>
    public string Sid { get; } = StreamIds.New();

    /// <summary>Of all answers (§7.1).</summary>
    public string ContentType { get; }

    /// <summary>Told when there is nothing more to say about it. On the loop.</summary>
    public Action<BoshSession> Forgotten { get; set; } = static _ => { };

    /// <summary>What is written now reaches the client.</summary>
    public override bool IsWritable => _isListening;

    public override bool IsOpen => !_isOver;

    /// <summary>Of a request that comes now: before login as little as on any stream. Any thread.</summary>
    public StanzaReaderLimits ReaderLimits => _stream.ReaderLimits;

    /// <summary>What is written is with the client when an answer has taken it along.</summary>
    public override bool IsAnswering => true;

    // What the next answer may take along: an answer that nobody waits for any more would lose it.
    private int Reaching => _exchange.Next is { IsBroken: true } ? 0 : _output.Length;

    private long Now => _settings.Time.GetTimestamp();

    /// <summary>The first request, or another one with this session's id. Any thread.</summary>
    public void Receive(BoshRequest request) => Post(static state => ((Arrival)state).Run(), new Arrival(this, request));

    /// <summary>The client does not wait for this answer any more. Any thread.</summary>
    public void Lose(BoshRequest request) => Post(static state => ((Arrival)state).Lose(), new Arrival(this, request));

    /// <summary>Looks at the clock. Any thread.</summary>
    public void Tick()
    {
        if (Now >= Volatile.Read(ref _dueAt))
            Post(s_tick, this);
    }

    public override void Write(ReadOnlyMemory<byte> bytes)
    {
        if (!_isOver)
            _output.Add(bytes.Span);
    }

    public override void Flush() => AskForAnswer();

    public override void PauseReading() => _input.Pause();

    public override void ResumeReading()
    {
        _input.Resume();
        AskForAnswer();
    }

    /// <summary>The stream is over: whoever waits is told, or who asks next (§13, XEP-0206 §6).</summary>
    public override void Close()
    {
        if (_isOver)
            return;
        AskForAnswer();
        var body = BoshAnswer.Terminate(_stream.Failure is null ? null : BoshNames.RemoteStreamError, _output.Written);
        if (_exchange.End(null, body, BoshAnswer.Empty))
        {
            _stream.OnTaken();
            Forgotten(this);
        }
        else
        {
            _last = body; // and what is in it is routed again: nobody may ask any more
        }
        End(null);
    }

    public override void Abort() => Break(null, BoshNames.OtherRequest, new IOException("The session was cut."));

    private void OnArrived(BoshRequest request)
    {
        request.ArrivedAt = Now;
        if (!_isCreated && !_isOver)
            _stream.OnOpened();
        if (_isOver)
        {
            // Cases WEB-09: whoever comes after the end is told so, and not that something is wrong.
            request.Answer(_last ?? BoshAnswer.Terminate(BoshNames.ItemNotFound));
            Forgotten(this);
        }
        else if (_exchange.Receive(request) is { } condition)
        {
            Break(request, condition, new InvalidDataException($"A request that may not come: {condition}."));
        }
        else if (_stream.TryCount(request.Bytes))
        {
            while (!_isOver && _exchange.TryTake(out var next, out condition))
                Take(next, condition);
            OnListening();
        }
    }

    private void Take(BoshRequest request, string? condition)
    {
        if (condition is null && (IsTooFast(request) || request.Pause > _terms.MaxPause.TotalSeconds))
            condition = BoshNames.PolicyViolation;
        if (condition is not null)
        {
            Break(request, condition, new InvalidDataException($"A request that breaks a rule: {condition}."));
            return;
        }
        (_lastTakenAt, _wasEmpty) = (Now, request.IsEmpty);
        _inactivity = request.Pause is { } pause ? TimeSpan.FromSeconds(pause) : _terms.Inactivity;
        if (_isCreated)
            _input.Add(request);
        else
            _input.Open(request);
        if (request.Pause is not null)
            AnswerAll();
        AskForAnswer();
    }

    // §11: as many requests as there may be, the last one for nothing; §12: nothing was asked for, nothing was there, twice.
    private bool IsTooFast(BoshRequest request) =>
        request.IsEmpty && _isCreated && _settings.Time.GetElapsedTime(_lastTakenAt) < _terms.Polling
        && (_terms.IsPolling ? _wasEmpty && _wasAnsweredEmpty : _exchange.Held >= _terms.Requests);

    // §10: all that wait are answered, and there is nothing in the answer to the pause.
    private void AnswerAll()
    {
        while (_exchange.Held > 0)
            Answer(_exchange.Held > 1 ? Reaching : 0);
    }

    private void AskForAnswer()
    {
        if (_isAnswerAsked || _isOver)
            return;
        _isAnswerAsked = true;
        Post(s_answer, this); // behind what else there is to do now: its answers come along
    }

    private void AnswerDue()
    {
        _isAnswerAsked = false;
        if (_isOver)
            return;
        if (_output.Length > 0 && _exchange.HasListener)
        {
            // §8: in order. What has lost its client would be answered in vain.
            while (_exchange.Next is { IsBroken: true })
                Answer(0);
            Answer(_output.Length);
        }
        // §8: no more than 'hold' wait; but whoever has sent something in a polling session gets what becomes of it.
        while (!_input.IsBusy && (_exchange.Held > _terms.Hold || (_exchange.Held > 0 && _terms.IsPolling)))
            Answer(Reaching);
        OnListening();
    }

    private void Answer(int length)
    {
        var elements = _output.Written[..length];
        _wasAnsweredEmpty = length == 0;
        _exchange.Answer(_isCreated ? BoshAnswer.Of(elements) : BoshAnswer.Created(Sid, _host, _terms, elements));
        _isCreated = true;
        if (length == 0)
            return;
        _output.Clear();
        _stream.OnTaken();
    }

    private void OnLost(BoshRequest request)
    {
        request.IsBroken = true;
        OnListening();
    }

    private void OnListening()
    {
        var isListening = !_isOver && _exchange.HasListener;
        if (isListening != _isListening)
        {
            _isListening = isListening;
            _silentSince = Now;
            if (!_isOver)
                _stream.OnWritabilityChanged();
        }
        NoteDue();
    }

    // Who looks at the clock from another thread must not ask this one every second.
    private void NoteDue()
    {
        var (since, limit) = _isListening && _exchange.Next is { } next ? (next.ArrivedAt, _terms.Wait) : (_silentSince, _inactivity);
        Volatile.Write(ref _dueAt, since + (long)(limit.TotalSeconds * _settings.Time.TimestampFrequency));
    }

    private void OnTick()
    {
        if (_isOver)
        {
            Forgotten(this);
            return;
        }
        while (_isListening && _exchange.Next is { } next && IsOver(next.ArrivedAt, _terms.Wait))
        {
            Answer(Reaching);
            OnListening();
        }
        if (!_isListening && IsOver(_silentSince, _inactivity))
            Break(null, null, new TimeoutException("No request for too long.")); // §10
        NoteDue();
    }

    private bool IsOver(long since, TimeSpan limit) => _settings.Time.GetElapsedTime(since) >= limit;

    // §14.3: as when a connection breaks. From now on requests are answered as if there had been no such session.
    private void Break(BoshRequest? told, string? condition, Exception cause)
    {
        if (_isOver)
            return;
        _exchange.End(told, BoshAnswer.Terminate(condition), BoshAnswer.Terminate(BoshNames.OtherRequest));
        Forgotten(this);
        End(cause);
    }

    private void End(Exception? cause)
    {
        _isOver = true;
        _output.Clear();
        OnListening();
        Post(static state => ((Departure)state).Run(), new Departure(_stream, cause));
    }

    private sealed record Arrival(BoshSession Session, BoshRequest Request)
    {
        public void Run() => Session.OnArrived(Request);

        public void Lose() => Session.OnLost(Request);
    }

    private sealed record Departure(C2sStream Stream, Exception? Cause)
    {
        public void Run() => Stream.OnClosed(Cause);
    }
}
