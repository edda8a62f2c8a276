namespace Xmpp.Tests.Wire;

/// <summary>Who reads: the values that may be left out of a stanza because they say nothing new to him.</summary>
/// <param name="FullJid">Null for raw connections, which leave nothing out.</param>
/// <param name="Language">xml:lang of the stream that the server opened.</param>
public sealed record WireReceiver(string? FullJid, string? BareJid, string? Language);
