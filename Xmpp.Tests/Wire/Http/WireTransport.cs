namespace Xmpp.Tests.Wire.Http;

/// <summary>What the clients of a script come by.</summary>
public enum WireTransport
{
    Tcp,
    WebSocket,
    Bosh,
}
