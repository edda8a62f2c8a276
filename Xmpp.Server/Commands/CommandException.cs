namespace Xmpp.Server.Commands;

/// <summary>A command cannot go on; the message is for the person at the terminal.</summary>
internal sealed class CommandException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>EX_CONFIG of sysexits.h: a mistake that no second try mends, so that systemd makes none.</summary>
    public const int Configuration = 78;

    /// <summary>The exit status.</summary>
    public int Status { get; init; } = 1;
}
