namespace Xmpp.Storage.Offline;

/// <summary>What became of a message that was to be kept.</summary>
public enum OfflineOutcome
{
    /// <summary>It is on disk.</summary>
    Stored,

    /// <summary>The account's quota is used up; nothing was kept.</summary>
    Full,
}
