namespace Xmpp.Server.Configuration;

/// <summary>Never printed; the key with <c>_file</c> at its end names a file that holds the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute;
