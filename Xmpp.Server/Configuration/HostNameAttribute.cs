namespace Xmpp.Server.Configuration;

/// <summary>The value is a domainpart and is prepared as one (RFC 7622 §3.2).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HostNameAttribute : Attribute;
