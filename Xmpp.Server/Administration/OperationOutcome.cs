namespace Xmpp.Server.Administration;

/// <summary>What became of an operation.</summary>
internal enum OperationOutcome
{
    Done,

    /// <summary>A parameter is missing, unknown or not usable.</summary>
    Invalid,

    /// <summary>Not with these rights; nothing was done.</summary>
    Forbidden,

    NotFound,

    /// <summary>It is so already, or something is in the way.</summary>
    Conflict,

    /// <summary>Too much to do just now, or the database is away.</summary>
    Unavailable,

    /// <summary>This server has it switched off.</summary>
    Unsupported,
}
