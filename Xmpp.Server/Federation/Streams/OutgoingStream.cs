using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Dialback;
using Xmpp.Server.Federation.Links;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Federation.Streams;

/// <summary>A stream that we open to another server (RFC 6120 §4, XEP-0178 §3, XEP-0220 §2.1).</summary>
internal sealed class OutgoingStream(IConnection connection, FederationServices services, OutgoingRequest request)
    : ServerStream(connection, services)
{
    private static readonly Action<object> s_finish = static state => ((OutgoingStream)state).Finish();

    private readonly TaskCompletionSource<PeerFailure?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerFailure?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(DomainPair Pair, string Id), TaskCompletionSource<DialbackOutcome>> _asked = [];
    private StreamHeader? _peer;
    private PeerFailure? _failure;
    private ServerAcks? _resuming;
    private bool _isKeySent;
    private bool _isExternalTried;
    private bool _isExternalDone;
    private bool _offersDialback;
    private bool _offersManagement;

    public override string Direction => "out";

    /// <summary>Who we are on it, and whom we want.</summary>
    public DomainPair Pair => request.Pair;

    /// <summary>Negotiated as far as TLS; gives the reason why not.</summary>
    public Task<PeerFailure?> Opened => _opened.Task;

    /// <summary>The link has it; gives the reason why not.</summary>
    public Task<PeerFailure?> Ready => _ready.Task;

    protected override string StreamId => _peer?.Id ?? "";
    protected override bool MayAskForPairs => IsBidirectional && IsAuthenticated;
    protected override string PeerName => request.Pair.Remote;
    protected override IEnumerable<string> PeerDomains => [.. base.PeerDomains, request.Pair.Remote];

    protected override IEnumerable<DomainPair> Pairs => [.. base.Pairs, request.Pair];

    // The id of this stream is the peer's choice, so that a key for it may have been made for another one (XEP-0220 §1.2).
    protected override bool MayProveByKey => false;

    /// <summary>Asks whether a key is good (XEP-0220 §2.1.2); any thread.</summary>
    public async Task<DialbackOutcome> VerifyAsync(DomainPair pair, string id, string key)
    {
        await Connection.Loop();
        if (IsEnded)
            return DialbackOutcome.Failed("remote-server-timeout", EndReason ?? "the stream is over");
        var answer = new TaskCompletionSource<DialbackOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[(pair, id)] = answer;
        WriteText(DialbackText.VerifyKey(pair, id, key));
        return await answer.Task;
    }

    // The peer has done nothing wrong, and has nothing to say to it.
    protected override void EndMisplaced(StreamError error) => Finish();

    /// <summary>Ends it in order; any thread.</summary>
    public void PostFinish() => Connection.Post(s_finish, this);

    public override void OnOpened()
    {
        Services.Enter(this);
        if (!request.Address.IsDirectTls)
            Open();
    }

    public override void OnSecured()
    {
        if (Connection.Tls is { } tls)
            Services.Tools.Metrics.HandshakeSucceeded(tls.Protocol);
        Services.Background.Run("certificate check", JudgeAsync);
    }

    public override void OnClosed(Exception? cause)
    {
        if (cause is System.Security.Authentication.AuthenticationException)
            Services.Tools.Metrics.HandshakeFailed();
        base.OnClosed(cause);
    }

    protected override string Header() => ServerHeaders.Make(request.Pair.Local, request.Pair.Remote, null);

    protected override ValueTask OnHeaderAsync(StreamHeader header)
    {
        _peer = header;
        // RFC 6120 §4.7: we open, the peer answers. Who talks before, does so before his certificate has been judged.
        if (!IsHeaderSent)
            FailForged(StreamError.PolicyViolation, "a header before ours");
        else if (StreamHeaders.Check(header, XmppNames.Server.NamespaceName, hasVersion: false) is { } error)
            Fail(error);
        else if (header.Version is null)
            OnFeatures(new XElement(XmppNames.StreamFeatures)); // RFC 6120 §4.7.5: a server of before 2004, which sends none
        return default;
    }

    protected override void OnNegotiation(XElement element)
    {
        if (element.Name == XmppNames.StreamFeatures)
            OnFeatures(element);
        else if (element.Name == StreamNames.TlsProceed && !IsSecure)
            RestartInTls(new StanzaReader(Services.ReaderLimitsBeforeLogin, XmppNames.Server), request.Tls);
        else if (element.Name == StreamNames.TlsFailure && !IsSecure)
            End(PeerFailure.Timeout("the peer cannot do TLS now"));
        else if (element.Name == SaslNames.Success && _isExternalTried && !_isExternalDone)
            OnExternalDone();
        else if (element.Name == SaslNames.Failure && _isExternalTried && !_isExternalDone)
            OnExternalRefused(element);
        else if (element.Name == SaslNames.Challenge && _isExternalTried && !_isExternalDone)
            Write(new XElement(SaslNames.Response, Authzid)); // it has not read the initial response
        else
            Fail(StreamError.UnsupportedStanzaType);
    }

    protected override ValueTask OnManagementAsync(XElement element)
    {
        var name = element.Name.LocalName;
        if (Acks is not null || !_offersManagement || _ready.Task.IsCompleted)
            Fail(StreamError.UnsupportedStanzaType);
        else if (name == "enabled")
            OnEnabled(element);
        else if (name == "resumed" && _resuming is { } resumed)
            OnResumed(element, resumed);
        else if (name == "failed")
            OnManagementFailed(element);
        else
            Fail(StreamError.UnsupportedStanzaType);
        return default;
    }

    // XEP-0220 §2.1: 'from', 'to' (and 'id') must be those of a request on this stream; each is answered once.
    protected override bool TryTakeAnswer(XElement element, DomainPair pair)
    {
        var type = (string?)element.Attribute(XmppNames.Type);
        if (type is not ("valid" or "invalid" or "error"))
            return false;
        var condition = element.Descendants().FirstOrDefault(e => e.Name.Namespace == XmppNames.StanzaErrors)?.Name.LocalName;
        if (element.Name == FederationNames.Result)
        {
            if (!_isKeySent || pair != request.Pair)
                return false;
            _isKeySent = false;
            OnResult(type, condition);
            return true;
        }
        if (element.Name != FederationNames.Verify
            || !_asked.Remove((pair, (string?)element.Attribute(XmppNames.Id) ?? ""), out var asked))
        {
            return false;
        }
        asked.SetResult(type switch
        {
            "valid" => DialbackOutcome.Valid("the authoritative server knows the key"),
            "invalid" => DialbackOutcome.Invalid("the authoritative server does not know the key"),
            _ => DialbackOutcome.Failed(
                condition == "item-not-found" ? "remote-server-not-found" : "remote-server-timeout",
                $"the authoritative server says {condition ?? "error"}"),
        });
        return true;
    }

    protected override void OnPeerFailed(string condition)
    {
        base.OnPeerFailed(condition);
        if (condition == "host-unknown")
            _failure ??= new PeerFailure(StanzaError.RemoteServerNotFound, "the peer does not know its own domain");
        else if (condition is "policy-violation" or "not-authorized" && !_isExternalTried)
            _failure ??= new PeerFailure(StanzaError.RemoteServerTimeout, $"the peer refuses us: {condition}", IsFinal: true);
    }

    protected override void OnEnding()
    {
        base.OnEnding();
        if (_resuming is { } left)
            request.Link?.GiveBack(left);
        _resuming = null;
        var failure = _failure ?? PeerFailure.Timeout(EndReason ?? "the peer has closed the stream");
        if (_isExternalTried && !_isExternalDone && _failure is null)
            failure = failure with { IsExternalRefused = true };
        _opened.TrySetResult(failure);
        _ready.TrySetResult(failure);
        foreach (var waiting in _asked.Values)
            waiting.TrySetResult(DialbackOutcome.Failed("remote-server-timeout", failure.Reason));
        _asked.Clear();
    }

    private string Authzid => Convert.ToBase64String(Encoding.UTF8.GetBytes(request.Pair.Local));

    private void Open()
    {
        var output = OutputBuffer.Rent();
        WriteHeader(output);
        Write(output);
    }

    private async Task JudgeAsync(CancellationToken ct)
    {
        var verdict = await Services.Identity.JudgeAsync(
            Connection.Tls?.PeerCertificate, request.Pair.Remote, request.Address, ct);
        await Connection.Loop();
        if (IsEnded)
            return;
        if (!verdict.IsProved)
        {
            Services.Tools.Logger.PeerCertificateRefused(
                Id, request.Pair.Remote, Connection.RemoteEndPoint.Address, verdict.Proof, verdict.Reason);
            if (Services.Policy.TrustOf(request.Pair.Remote) != FederationTrust.Dialback)
            {
                End(PeerFailure.Timeout($"the certificate is refused: {verdict.Reason}"));
                return;
            }
        }
        Open();
    }

    private void OnFeatures(XElement features)
    {
        if (!IsSecure && features.Element(StreamNames.StartTls) is not null)
        {
            Write(new XElement(StreamNames.StartTls));
            return;
        }
        if (!IsSecure && Services.Policy.TrustOf(request.Pair.Remote) != FederationTrust.Dialback)
        {
            End(PeerFailure.Timeout("the peer offers no TLS, and a valid certificate is needed"));
            return;
        }
        if (!IsSecure && Services.Policy.RequiresTls)
        {
            // Cases S2S-05: not a word in clear.
            End(PeerFailure.Timeout("the peer offers no TLS, which is required"));
            return;
        }
        _offersManagement = features.Element(SmElements.Sm) is not null;
        _offersDialback = features.Element(FederationNames.DialbackFeature) is not null
            || _peer is { DeclaresDialback: true };
        _opened.TrySetResult(null);
        if (_isExternalDone)
            OnAuthorized("EXTERNAL");
        else if (request.Link is not null)
            Authenticate(features);
    }

    private void Authenticate(XElement features)
    {
        if (features.Element(FederationNames.BidiFeature) is not null && Services.Options.Bidirectional)
        {
            Write(new XElement(FederationNames.Bidi));
            IsBidirectional = true;
        }
        var mechanisms = features.Element(SaslNames.Mechanisms)?.Elements(SaslNames.Mechanism) ?? [];
        if (IsSecure && request.Tls.Certificate is not null && !_isExternalTried
            && mechanisms.Any(m => m.Value.Trim() == FederationNames.External))
        {
            _isExternalTried = true;
            // XEP-0178 §3 step 10: the authorization identity is for older servers.
            Write(new XElement(
                SaslNames.Auth, new XAttribute(SaslNames.MechanismAttribute, FederationNames.External), Authzid));
        }
        else
        {
            SendKey();
        }
    }

    private void SendKey()
    {
        if (!_offersDialback || StreamId.Length == 0)
        {
            End(PeerFailure.Timeout("the peer offers neither EXTERNAL nor dialback to us"));
            return;
        }
        _isKeySent = true;
        WriteText(DialbackText.Key(
            request.Pair, Services.Keys.Make(request.Pair.Remote, request.Pair.Local, StreamId)));
    }

    private void OnExternalDone()
    {
        _isExternalDone = true;
        Restart(new StanzaReader(Services.ReaderLimits, XmppNames.Server));
        Open();
    }

    // Cases S2S-04: the same stream may take dialback; if it is closed, a new one is opened without EXTERNAL.
    private void OnExternalRefused(XElement failure)
    {
        EndReason = $"EXTERNAL was refused: {failure.Elements().FirstOrDefault()?.Name.LocalName ?? "no reason"}";
        if (_offersDialback)
            SendKey();
        else
            Finish();
    }

    private void OnResult(string type, string? condition)
    {
        if (type == "valid")
            OnAuthorized("dialback");
        else if (type == "invalid") // XEP-0220 §2.1.1
            End(new PeerFailure(StanzaError.InternalServerError, "dialback: the peer says that our key is invalid", true));
        else
            End(new PeerFailure(StanzaError.RemoteServerTimeout, $"dialback: the peer says {condition ?? "error"}", true));
    }

    private void OnAuthorized(string method)
    {
        EndReason = null;
        Method = method;
        if (IsBidirectional)
            Prove(request.Pair, method); // XEP-0288 §2.2: from the stream's 'to' to its 'from'
        else
            LogReady(method);
        Reader.Limits = Services.ReaderLimits;
        if (!_offersManagement || !Services.Options.StreamManagement)
        {
            Attach();
            return;
        }
        _resuming = request.Link?.TakeResumable();
        if (_resuming is { ResumptionId: not null } resumable)
            Services.Background.Run("federation resume", _ => ResumeAsync(resumable));
        else
            Enable();
    }

    // What the stream before is still handling counts, too: it must not come again.
    private async Task ResumeAsync(ServerAcks acks)
    {
        await acks.WhenHandled;
        await Connection.Loop();
        if (IsEnded || acks.ResumptionId is not { } id)
            return;
        Write(new XElement(
            SmElements.Resume, new XAttribute("previd", id), new XAttribute("h", acks.Counters.Handled)));
    }

    private void LogReady(string method)
    {
        Services.Metrics.PairProved(method);
        Services.Tools.Logger.ServerStreamReady(
            Id, Direction, request.Pair.Local, request.Pair.Remote, Connection.RemoteEndPoint.Address, method, Tls);
    }

    private void Enable() => Write(new XElement(SmElements.Enable, new XAttribute("resume", "true")));

    private void OnEnabled(XElement enabled)
    {
        var isResumable = (string?)enabled.Attribute("resume") is "true" or "1";
        Acks = new ServerAcks(new ManagedStream("", TimeSpan.Zero, Services.Management, Services.Time))
        {
            ResumptionId = isResumable ? (string?)enabled.Attribute("id") : null,
        };
        Attach();
    }

    private void OnResumed(XElement element, ServerAcks resumed)
    {
        if (!SmElements.TryReadCount(element, out var h) || !resumed.TryAcknowledge(h))
        {
            Fail(SmElements.HandledCountTooHigh(h, resumed.Counters.Sent));
            return;
        }
        if (request.Attempt.IsCancellationRequested)
        {
            Finish(); // too late: what the peer does not have is being refused, so it must not go there any more
            return;
        }
        _resuming = null;
        Acks = resumed;
        resumed.Counters.OnAttached();
        WriteAgain(resumed);
        Attach();
    }

    private void OnManagementFailed(XElement element)
    {
        if (_resuming is not { } left)
        {
            Attach(); // without acknowledgements, then
            return;
        }
        _resuming = null;
        if (SmElements.TryReadCount(element, out var h))
            left.TryAcknowledge(h); // XEP-0198 §5: so only what was lost is sent again
        if (request.Link is { } link)
            link.PutBack(left.Take(link));
        Enable();
    }

    private void Attach()
    {
        if (request.Link is not { } link)
            return;
        if (!request.Attempt.IsCancellationRequested && link.TakeResumable() is { } left)
            link.PutBack(left.Take(link));
        // After an attempt that was given up, its stream is nobody's.
        if (!request.Attempt.IsCancellationRequested && link.TryAttach(this, isOurs: true))
            _ready.TrySetResult(null);
        else
            Finish();
    }

    private void End(PeerFailure failure)
    {
        _failure = failure;
        EndReason = failure.Reason;
        Finish();
    }
}
