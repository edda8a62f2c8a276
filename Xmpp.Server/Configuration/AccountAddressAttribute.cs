namespace Xmpp.Server.Configuration;

/// <summary>The values are bare addresses of accounts: <c>juliet@capulet.example</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AccountAddressAttribute : Attribute;
