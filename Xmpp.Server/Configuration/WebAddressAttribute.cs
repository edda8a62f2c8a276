namespace Xmpp.Server.Configuration;

/// <summary>The values are addresses of the web without a path's end, <c>https://chat.example</c>; {host} may stand for a host.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebAddressAttribute : Attribute;
