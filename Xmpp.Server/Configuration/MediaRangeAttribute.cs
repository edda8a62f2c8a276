namespace Xmpp.Server.Configuration;

/// <summary>The value is a media type, or all of one family: "image/png", "image/*".</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MediaRangeAttribute : Attribute;
