using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>What is known in memory of an account that has an archive; current, whatever happens to it.</summary>
public sealed class ArchiveOwner
{
    private volatile ArchivePreferences? _preferences;

    internal ArchiveOwner(Jid account, long lastId, ArchivePreferences? preferences)
    {
        Account = account;
        Key = ArchiveKeys.OfJid(account);
        LastId = lastId;
        _preferences = preferences;
    }

    /// <summary>Its bare JID.</summary>
    public Jid Account { get; }

    /// <summary>A number that stands for the account.</summary>
    public long Key { get; }

    /// <summary>What it has set, or null where it never has.</summary>
    public ArchivePreferences? Preferences
    {
        get => _preferences;
        internal set => _preferences = value;
    }

    /// <summary>The newest id that was given out; under the lock of <see cref="ArchiveOwners"/>.</summary>
    internal long LastId { get; set; }

    /// <summary>The account is being deleted: nothing more goes in; under the same lock.</summary>
    internal bool IsGone { get; set; }
}
