using System.Net;
using System.Xml.Linq;
using Xmpp.Server.Features.Registration;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams;

/// <summary>
/// What a client and we agree on before there is a session: headers (RFC 6120 §4.7), SASL (§6), registration (XEP-0077).
/// It says what is to be done; the stream does it.
/// </summary>
/// <remarks>On the connection's loop, one call at a time.</remarks>
internal sealed class C2sNegotiation(IConnection connection, C2sTransport transport, C2sServices services)
{
    private SaslNegotiation? _sasl;
    private RegistrationStream? _registration;
    private Jid? _claimed; // whom the header says the client to be
    private long _provedAt; // or later, if it is proved

    /// <summary>The host that the client has asked for.</summary>
    public string Host => Asked ?? services.Hosts.Default.Domain;

    /// <summary>The same, or null as long as it has not.</summary>
    public string? Asked { get; private set; }

    /// <summary>What our header answers to; null before the client's, and if it named nobody.</summary>
    public Jid? Peer { get; private set; }

    /// <summary>Logged in with ANONYMOUS (RFC 4505).</summary>
    public bool IsAnonymous { get; private set; }

    private Jid? Account { get; set; }
    private bool IsSecure => connection.IsSecure;
    private SaslStreamState State => !IsSecure ? SaslStreamState.Clear
        : services.BindsChannels ? new SaslStreamState(true, TlsChannelBindings.Of(connection.Tls))
        : SaslStreamState.Secure;

    private IPAddress Address => connection.RemoteEndPoint.Address;

    /// <summary>
    /// Whether the account has been disabled, deleted or given another password since the login (cases AUTH-17).
    /// </summary>
    public bool IsLoginVoid => Account is { } account && services.AccountChanges.IsChangedSince(account, _provedAt);

    /// <summary>The client's header; what is wrong with it, or null.</summary>
    public StreamError? Open(StreamHeader header)
    {
        var error = StreamHeaders.Check(header, StreamNames.ClientNamespace);
        if (error is null && !(StreamHeaders.TryReadDomain(header.To, out var domain) && services.Hosts.IsOpen(domain)))
            error = StreamError.HostUnknown; // RFC 6120 §4.9.3.6
        else if (error is null)
            error = CheckIdentity(header);
        Peer = Jid.TryParse(header.From, out var from) ? from : null;
        _claimed = IsSecure ? from : null; // §4.7.1: what is said in clear does not count
        return error;
    }

    /// <summary>A new header is to come.</summary>
    public void Restart() => Peer = null;

    /// <summary>What the client has said of itself is over: RFC 6120 §5.4.3.3, what was learnt before TLS is forgotten.</summary>
    public void Forget() => _sasl = null;

    /// <summary>What is offered now.</summary>
    public XElement Features() =>
        Account is null
            ? services.Features.BeforeLogin(State, transport.HasOctets)
            : services.Features.AfterLogin(Host);

    /// <summary>An element before login.</summary>
    public async ValueTask<C2sStep> HandleAsync(XElement element)
    {
        if (_sasl is { } sasl && element.Name.Namespace == XmppNames.Sasl)
            return await AuthenticateAsync(sasl, element);
        if (_registration is { } registration && registration.Handles(element))
            return new C2sStep(await registration.AnswerAsync(element, services.Stopping));
        // RFC 6120 §4.9.3.12: a stanza before login; §4.9.3.24: anything else that we do not know (cases ABU-02).
        return new C2sStep(
            Error: Stanza.IsStanza(element) ? StreamError.NotAuthorized : StreamError.UnsupportedStanzaType);
    }

    private async ValueTask<C2sStep> AuthenticateAsync(SaslNegotiation sasl, XElement element)
    {
        if (element.Name == SaslNames.Auth)
            _provedAt = services.AccountChanges.Moment; // before the account is read
        var reply = await sasl.HandleAsync(element, services.Stopping);
        await connection.Loop();
        services.LoginLog.Note(reply, connection);
        // RFC 6120 §6.4.6: the header named somebody else.
        if (reply.Account is not null && _claimed is not null && _claimed.Bare != reply.Account)
            return new C2sStep(Error: StreamError.InvalidFrom);
        if (reply.Account is { } account)
        {
            Account = account;
            Forget();
            IsAnonymous = reply.Mechanism == SaslNames.Anonymous;
        }
        return new C2sStep(reply.Element, reply.Account, reply.Error);
    }

    // RFC 6120 §6.4.6 and cases AUTH-14: after login the stream is the account's, at the account's host.
    private StreamError? CheckIdentity(StreamHeader header)
    {
        StreamHeaders.TryReadDomain(header.To, out var domain);
        if (Account is { } account)
        {
            if (account.Domain != domain)
                return StreamError.NotAuthorized;
            if (header.From is not null && (!Jid.TryParse(header.From, out var from) || from.Bare != account))
                return StreamError.InvalidFrom;
            return null;
        }
        Asked = domain;
        _sasl = new SaslNegotiation(State, services.SaslContextOf(domain), Address);
        _registration = IsSecure ? services.Registration.Open(domain, Address) : null;
        return null;
    }
}
