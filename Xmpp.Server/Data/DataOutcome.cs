namespace Xmpp.Server.Data;

/// <summary>What became of one thing of an import; in a dry run, what would become of it.</summary>
internal enum DataOutcome
{
    Created,

    /// <summary>It is there already, exactly so.</summary>
    Present,

    /// <summary>It took the place of something else.</summary>
    Replaced,

    /// <summary>Something else is there and stays.</summary>
    Conflict,

    /// <summary>Not wanted, or of an account that is skipped.</summary>
    Skipped,

    /// <summary>It cannot be used.</summary>
    Refused,
}
