using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;

namespace Xmpp.Server.Streams;

/// <summary>What a client's stream is on.</summary>
/// <param name="Listener">How its connection is counted.</param>
/// <param name="Framing">How it looks.</param>
/// <param name="Header">Our header, from whom, to whom, with which id.</param>
/// <param name="HasOctets">
/// It is read octet by octet: white space keeps it alive (RFC 6120 §4.6.1; not so RFC 7395 §3.8), and TLS may begin inside
/// of it (RFC 6120 §5; not so RFC 7395 §3.9, XEP-0206 §2).
/// </param>
internal sealed record C2sTransport(
    ListenerKind Listener, StreamFraming Framing, Func<string, string?, string, string> Header, bool HasOctets = false)
{
    /// <summary>RFC 7395 §3.6.1: where the clients of a host are to go instead; null: they are here.</summary>
    public Func<string, C2sServices, string?> Elsewhere { get; init; } = static (_, _) => null;

    public static readonly C2sTransport Tcp = new(ListenerKind.C2s, StreamFraming.Client, StreamHeaders.ToClient, true);

    public static readonly C2sTransport DirectTls = new(ListenerKind.C2sTls, StreamFraming.Client, StreamHeaders.ToClient, true);

    public static readonly C2sTransport WebSocket =
        new(ListenerKind.WebSocket, StreamFraming.WebSocket, StreamHeaders.ToFramedClient)
        {
            Elsewhere = static (domain, services) => services.Hosts.TryGet(domain, out var host)
                ? services.Options.Web.WebSocket.SeeOtherUriOf(host) : null,
        };

    // XEP-0206 §4: what a header says is in the attributes of the body.
    public static readonly C2sTransport Bosh = new(ListenerKind.Bosh, StreamFraming.Bosh, static (_, _, _) => "");
}
