namespace Xmpp.Storage.Archive;

/// <summary>What is archived of contacts that no list names (XEP-0441 §2.1.1).</summary>
public enum ArchivePolicy
{
    Always,
    Never,

    /// <summary>Only contacts in the roster.</summary>
    Roster,
}
