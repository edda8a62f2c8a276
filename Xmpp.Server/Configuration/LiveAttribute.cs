namespace Xmpp.Server.Configuration;

/// <summary>
/// A key, or all keys of a section, that a reload changes while the server runs; <c>[Live(false)]</c> on a key of such a
/// section: this one waits for the next start. Whoever uses a live option reads it when it is needed and keeps no copy.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class LiveAttribute(bool isLive = true) : Attribute
{
    public bool IsLive => isLive;
}
