namespace Xmpp.Server.Configuration;

/// <summary>The values are URIs that a person can use (XEP-0157 §3).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ContactUriAttribute : Attribute;
