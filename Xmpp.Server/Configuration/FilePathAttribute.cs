namespace Xmpp.Server.Configuration;

/// <summary>The value names a file; a relative one is taken from the folder of <c>server.toml</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FilePathAttribute : Attribute;
