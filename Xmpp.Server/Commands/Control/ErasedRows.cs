namespace Xmpp.Server.Commands.Control;

/// <summary>One line of a deletion's report.</summary>
internal sealed record ErasedRows(string Name, int Rows);
