using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Sessions;

/// <summary>How a stream looks on its connection: in one piece on TCP, in messages on WebSocket, in bodies on BOSH.</summary>
/// <param name="Context">What is declared around an element.</param>
/// <param name="IsFramed">Each element, the header and the end are messages of their own, given to the connection one by one.</param>
/// <param name="End">What ends the stream; empty where the connection says it.</param>
internal sealed record StreamFraming(OutputContext Context, bool IsFramed, string End)
{
    /// <summary>RFC 6120 §4.</summary>
    public static readonly StreamFraming Client = OnTcp(OutputContext.ClientStream);

    /// <summary>The same between servers.</summary>
    public static readonly StreamFraming Server = OnTcp(OutputContext.ServerStream);

    /// <summary>XEP-0114 §3.</summary>
    public static readonly StreamFraming Component = OnTcp(OutputContext.ComponentStream);

    /// <summary>RFC 7395 §3.3: each message can be parsed by itself.</summary>
    public static readonly StreamFraming WebSocket =
        new(OutputContext.Standalone, true, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");

    /// <summary>XEP-0206 §2: elements gather in a body, and are children of it.</summary>
    public static readonly StreamFraming Bosh = new(OutputContext.Standalone, false, "");

    private static StreamFraming OnTcp(OutputContext context) => new(context, false, "</stream:stream>");
}
