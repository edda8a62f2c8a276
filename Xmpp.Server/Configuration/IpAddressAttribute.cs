namespace Xmpp.Server.Configuration;

/// <summary>The values are IP addresses.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IpAddressAttribute : Attribute;
