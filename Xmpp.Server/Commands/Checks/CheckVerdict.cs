namespace Xmpp.Server.Commands.Checks;

/// <summary>How bad it is.</summary>
internal enum CheckVerdict
{
    Good,

    /// <summary>The server starts, but somebody may not be pleased.</summary>
    Hint,

    /// <summary>The server does not start, or nobody could use it.</summary>
    Mistake,
}
