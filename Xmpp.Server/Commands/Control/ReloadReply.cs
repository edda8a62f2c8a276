namespace Xmpp.Server.Commands.Control;

/// <summary>What came of reading the configuration again.</summary>
/// <param name="Problems">With file and line; if there are any, nothing has changed.</param>
/// <param name="Warnings">Dangerous, but allowed.</param>
/// <param name="Changed">Keys that are in force now.</param>
/// <param name="AtRestart">Keys that wait for the next start.</param>
internal sealed record ReloadReply(
    IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings, IReadOnlyList<string> Changed, IReadOnlyList<string> AtRestart);
