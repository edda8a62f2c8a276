namespace Xmpp.Server.Configuration;

/// <summary>The value is an IP address and a port to connect to.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PeerAddressAttribute : Attribute;
