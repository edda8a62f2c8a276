namespace Xmpp.Tests.Wire;

/// <summary>Who reads: the values that may be left out of a stanza because they say nothing new to him.</summary>
/// <param name="FullJid">Null for raw connections, which leave nothing out.</param>
/// <param name="Language">xml:lang of the stream that the server opened.</param>
/// <param name="KnowsArchive">The script speaks of archive ids (XEP-0359), so none may be left out.</param>
public sealed record WireReceiver(string? FullJid, string? BareJid, string? Language, bool KnowsArchive = false);
