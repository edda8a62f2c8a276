namespace Xmpp.Server.Data;

/// <summary>What an import does with accounts and rooms that exist already.</summary>
internal enum ConflictPolicy
{
    /// <summary>They stay as they are.</summary>
    Skip,

    /// <summary>What they do not have is added; what they have stays.</summary>
    Merge,

    /// <summary>As merging, but where both have something, the imported one stays.</summary>
    Replace,
}
