namespace Xmpp.Server.Configuration;

/// <summary>The value is a domainpart and is prepared as one, or <c>*.</c> and one: every domain below it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DomainPatternAttribute : Attribute;
