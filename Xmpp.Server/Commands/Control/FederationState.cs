namespace Xmpp.Server.Commands.Control;

/// <summary>What the operator sees of federation.</summary>
/// <param name="IsRunning">False where only the storage was asked: there are no links then.</param>
/// <param name="Lines">Links and streams, by remote domain.</param>
/// <param name="Blocked">What was blocked while the server ran.</param>
internal sealed record FederationState(
    bool IsRunning, IReadOnlyList<FederationLine> Lines, IReadOnlyList<BlockedLine> Blocked);
