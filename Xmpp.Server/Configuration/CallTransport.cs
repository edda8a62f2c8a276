namespace Xmpp.Server.Configuration;

/// <summary>How a client reaches a server for calls.</summary>
public enum CallTransport
{
    Udp,
    Tcp,
}
