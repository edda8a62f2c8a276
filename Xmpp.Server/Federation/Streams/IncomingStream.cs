using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Identity;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Federation.Streams;

/// <summary>A stream that another server has opened to us (RFC 6120 §4, XEP-0178 §3, XEP-0220 §2.2).</summary>
internal sealed class IncomingStream(IConnection connection, FederationServices services, ListenerKind listener)
    : ServerStream(connection, services)
{
    private const int MaxSaslFailures = 3;

    private string _id = StreamIds.New();
    private string _local = services.Domains.Default;
    private string? _remote;
    private bool _isAddressed; // _local is what the peer has asked for
    private DomainPair? _external; // proved by SASL: the stream is this pair's from then on
    private PeerVerdict? _verdict;
    private bool _offersExternal;
    private int _saslFailures;
    private int _bytesBeforeLogin;

    public override string Direction => "in";

    protected override string StreamId => _id;
    protected override bool MayAskForPairs => true;

    /// <summary>Whom it says it is, for the operator.</summary>
    public string Claimed => _remote is { } remote ? $"({remote})" : "-";

    protected override IEnumerable<string> PeerDomains =>
        [.. base.PeerDomains, .. _remote is null ? Array.Empty<string>() : [_remote]];

    protected override IEnumerable<DomainPair> Pairs =>
        _isAddressed ? [.. base.Pairs, new DomainPair(_local, _remote ?? "")] : base.Pairs;

    protected override string PeerName => IsAuthenticated ? base.PeerName : _remote is null ? "-" : $"({_remote})";

    public override void OnOpened() => Enter(listener, Services.TryEnter(this, Connection.RemoteEndPoint.Address));

    public override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (!IsAuthenticated && (_bytesBeforeLogin += bytes.Length) > Services.Limits.BytesBeforeLogin)
            Fail(StreamError.PolicyViolation with { Text = "Too much before anything is proved." });
        else
            base.OnBytes(bytes);
    }

    public override void OnSecured()
    {
        if (Connection.Tls is { } tls)
            Services.Tools.Metrics.HandshakeSucceeded(tls.Protocol);
    }

    public override void OnClosed(Exception? cause)
    {
        if (cause is System.Security.Authentication.AuthenticationException)
            Services.Tools.Metrics.HandshakeFailed();
        base.OnClosed(cause);
        if (!IsRefused)
            Services.Tools.Metrics.ConnectionClosed(listener);
    }

    /// <summary>Ends it in favour of a stream that resumes it; completes when what is being handled is done.</summary>
    public async Task ReleaseAsync()
    {
        await Connection.Loop();
        Fail(StreamError.Conflict);
        await WhenHandled;
    }

    protected override string Header() => ServerHeaders.Make(_local, _remote, _id);

    protected override async ValueTask OnHeaderAsync(StreamHeader header)
    {
        _id = StreamIds.New();
        if (ReadHeader(header) is { } error)
        {
            Fail(error);
            return;
        }
        var trust = _remote is null ? Services.Options.Trust : Services.Policy.TrustOf(_remote);
        if (trust == FederationTrust.None)
        {
            Services.Tools.Logger.ServerRefused(Id, _remote ?? "-", Connection.RemoteEndPoint.Address, trust);
            Fail(StreamError.PolicyViolation with { Text = "This server does not talk to that domain." });
            return;
        }
        var isCertified = IsSecure && _remote is { } remote && await IsCertifiedAsync(remote);
        await Connection.Loop();
        if (IsEnded)
            return;
        if (IsSecure && trust == FederationTrust.Certificate && !isCertified && _remote is not null)
        {
            // Cases S2S-04: nothing else would be accepted.
            Fail(StreamError.NotAuthorized with { Text = "A valid certificate is needed." });
            return;
        }
        var output = OutputBuffer.Rent();
        WriteHeader(output);
        StanzaWriter.Write(output, Features(isCertified), OutputContext.ServerStream);
        Write(output);
        if (_external is { } pair)
            OnPairProved(pair);
    }

    protected override void OnNegotiation(XElement element)
    {
        if (element.Name == StreamNames.StartTls)
            OnStartTls();
        else if (element.Name == SaslNames.Auth)
            OnAuth(element);
        else if (element.Name == FederationNames.Bidi && Services.Options.Bidirectional && MayNegotiate && !IsAuthenticated)
            IsBidirectional = true;
        else
            Fail(StreamError.UnsupportedStanzaType);
    }

    protected override ValueTask OnManagementAsync(XElement element)
    {
        if (element.Name == SmElements.Enable && IsAuthenticated && Acks is null && Services.Options.StreamManagement)
        {
            var address = Connection.RemoteEndPoint.Address;
            var isResumable = (string?)element.Attribute("resume") is "true" or "1"
                && Services.Options.ResumeTimeout > TimeSpan.Zero && Services.Memory.TryTakePlace(address);
            Acks = new ServerAcks(new ManagedStream(
                StreamIds.New(), isResumable ? Services.Options.ResumeTimeout : TimeSpan.Zero, Services.Management,
                Services.Time));
            Write(SmElements.NewEnabled(Acks.Counters));
            if (isResumable)
                Services.Memory.Remember(this, Acks, address);
        }
        else if (element.Name == SmElements.Resume && IsAuthenticated && Acks is null && Services.Options.StreamManagement)
        {
            return new ValueTask(Services.Memory.ResumeAsync(this, element)); // nothing is read meanwhile
        }
        else
        {
            Write(SmElements.NewFailed("unexpected-request"));
        }
        return default;
    }

    /// <summary>Says what became of a wish to resume (XEP-0198 §5); on the loop.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="resumed">The counters that go on, or null.</param>
    /// <returns>False when this stream is over, too.</returns>
    public bool OnResumption(XElement reply, ServerAcks? resumed)
    {
        if (IsEnded)
            return false;
        Acks = resumed ?? Acks;
        Write(reply);
        return true;
    }

    // Every answer of ours to a request is on a stream of ours: nobody asks on this one.
    protected override bool TryTakeAnswer(XElement element, DomainPair pair) => false;

    protected override void OnFirstProof() => Services.OnAuthenticated(Connection.RemoteEndPoint.Address);

    protected override void OnEnding()
    {
        base.OnEnding();
        Services.Memory.OnEnded(this);
    }

    protected override void OnTick()
    {
        // Cases ABU-01: counted from the connection, whatever was sent since.
        if (!IsEnded && !IsAuthenticated && IsOver(OpenedAt, Services.Limits.LoginTimeout))
            Fail(StreamError.ConnectionTimeout);
        else
            base.OnTick();
    }

    private bool MayNegotiate => IsSecure || !Services.Policy.RequiresTls;

    private StreamError? ReadHeader(StreamHeader header)
    {
        if (StreamHeaders.Check(header, XmppNames.Server.NamespaceName) is { } error)
            return error;
        if (!StreamHeaders.TryReadDomain(header.To, out var to) || !Services.Domains.Contains(to))
            return StreamError.HostUnknown; // RFC 6120 §4.9.3.6
        string? remote = null;
        if (header.From is not null)
        {
            if (!StreamHeaders.TryReadDomain(header.From, out var from))
                return StreamError.ImproperAddressing;
            if (Services.Domains.Contains(from))
                return StreamError.InvalidFrom; // nobody else is one of ours, whatever he may show
            remote = from;
        }
        // CVE-2018-10847: after SASL the stream stays what was proved.
        if (_external is { } pair && (to != pair.Local || (remote is not null && remote != pair.Remote)))
            return StreamError.InvalidFrom;
        _local = to;
        _isAddressed = true;
        _remote = remote ?? _external?.Remote;
        return null;
    }

    private async ValueTask<bool> IsCertifiedAsync(string remote)
    {
        // Not on the loop: a chain may be long.
        var verdict = await Task.Run(
            () => Services.Identity.JudgeAsync(Connection.Tls?.PeerCertificate, remote, null, Services.Stopping).AsTask(),
            Services.Stopping);
        _verdict = verdict;
        if (verdict.Proof is not (PeerProof.Proved or PeerProof.None))
        {
            Services.Tools.Logger.PeerCertificateRefused(
                Id, remote, Connection.RemoteEndPoint.Address, verdict.Proof, verdict.Reason);
        }
        return verdict.IsProved;
    }

    private XElement Features(bool isCertified)
    {
        var features = new XElement(XmppNames.StreamFeatures);
        if (!IsSecure)
        {
            var startTls = new XElement(StreamNames.StartTls);
            if (Services.Policy.RequiresTls)
                startTls.Add(new XElement(StreamNames.TlsRequired));
            features.Add(startTls);
        }
        if (!MayNegotiate)
            return features; // RFC 6120 §5.3.1: nothing else in clear
        _offersExternal = isCertified && _external is null;
        if (_offersExternal)
        {
            features.Add(new XElement(
                SaslNames.Mechanisms, new XElement(SaslNames.Mechanism, FederationNames.External)));
        }
        features.Add(new XElement(FederationNames.DialbackFeature, new XElement(FederationNames.DialbackErrors)));
        if (Services.Options.Bidirectional && !IsBidirectional && !IsAuthenticated)
            features.Add(new XElement(FederationNames.BidiFeature));
        if (Services.Options.StreamManagement)
            features.Add(new XElement(SmElements.Sm));
        return features;
    }

    private void OnStartTls()
    {
        if (IsSecure || IsAuthenticated)
        {
            Write(new XElement(StreamNames.TlsFailure)); // RFC 6120 §5.4.2.2
            Finish();
            return;
        }
        Write(new XElement(StreamNames.TlsProceed));
        _remote = null; // §5.4.3.3: what was said in clear is forgotten
        IsBidirectional = false;
        // RFC 6120 §4.7.2: Prosody sends no server name (SNI), but its header has said whom it wants.
        RestartInTls(
            new StanzaReader(Services.ReaderLimitsBeforeLogin, XmppNames.Server), Services.StartTls with { Domain = _local });
    }

    // RFC 6120 §6, XEP-0178 §3 steps 10 and 11; the offer is looked at at the moment of use (cases SECURITY §5).
    private void OnAuth(XElement auth)
    {
        var failure = !_offersExternal || (string?)auth.Attribute(SaslNames.MechanismAttribute) != FederationNames.External
            ? SaslFailure.InvalidMechanism : CheckAuthzid(auth.Value);
        if (failure is not null || _remote is not { } remote)
        {
            Write((failure ?? SaslFailure.NotAuthorized).ToElement());
            if (++_saslFailures >= MaxSaslFailures)
                Fail(StreamError.PolicyViolation with { Text = "Too many failures." });
            return;
        }
        if (Services.HasTooMany(remote))
        {
            Fail(StreamError.ResourceConstraint);
            return;
        }
        _offersExternal = false;
        var pair = new DomainPair(_local, remote);
        _external = pair;
        Write(new XElement(SaslNames.Success));
        Restart(new StanzaReader(Services.ReaderLimits, XmppNames.Server));
        Prove(pair, "EXTERNAL", _verdict?.Until);
    }

    // Empty ("=", and "" of those that leave it out), or the stream's 'from'.
    private SaslFailure? CheckAuthzid(string text)
    {
        if (text.Trim() is "" or "=")
            return null;
        if (!SaslText.TryDecodeBase64(text.Trim(), out var bytes))
            return SaslFailure.IncorrectEncoding;
        return StreamHeaders.TryReadDomain(Encoding.UTF8.GetString(bytes), out var domain) && domain == _remote
            ? null : SaslFailure.InvalidAuthzid;
    }
}
