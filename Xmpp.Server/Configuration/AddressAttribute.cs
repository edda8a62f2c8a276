namespace Xmpp.Server.Configuration;

/// <summary>The values are addresses without a resource: <c>juliet@capulet.example</c>, <c>capulet.example</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressAttribute : Attribute;
