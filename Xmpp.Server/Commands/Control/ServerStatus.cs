namespace Xmpp.Server.Commands.Control;

/// <summary>Which server answers on the control socket.</summary>
internal sealed record ServerStatus(string Version, int ProcessId, IReadOnlyList<int> Ports);
