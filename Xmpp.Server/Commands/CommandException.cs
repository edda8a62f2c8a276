namespace Xmpp.Server.Commands;

/// <summary>A command cannot go on; the message is for the person at the terminal.</summary>
internal sealed class CommandException(string message, Exception? innerException = null)
    : Exception(message, innerException);
