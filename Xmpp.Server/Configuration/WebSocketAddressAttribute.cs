namespace Xmpp.Server.Configuration;

/// <summary>The value is where a WebSocket is (RFC 6455 §3), inside TLS but on this machine; {host} may stand for a host.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebSocketAddressAttribute : Attribute;
