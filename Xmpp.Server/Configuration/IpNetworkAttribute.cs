namespace Xmpp.Server.Configuration;

/// <summary>The values are networks: <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IpNetworkAttribute : Attribute;
