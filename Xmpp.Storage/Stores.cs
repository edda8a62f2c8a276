using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Engines;
using Xmpp.Storage.LastActivity;
using Xmpp.Storage.Offline;
using Xmpp.Storage.PrivateXml;
using Xmpp.Storage.Push;
using Xmpp.Storage.Roster;
using Xmpp.Storage.SavedSessions;
using Xmpp.Storage.Secrets;
using Xmpp.Storage.VCards;

namespace Xmpp.Storage;

/// <summary>Every store on one engine.</summary>
public sealed class Stores
{
    public Stores(IStorageEngine engine, TimeProvider clock)
    {
        Accounts = new AccountStore(engine);
        Roster = new RosterStore(engine, clock);
        Offline = new OfflineStore(engine, clock);
        Push = new CachedPushStore(new PushStore(engine));
        PrivateXml = new PrivateXmlStore(engine);
        VCards = new VCardStore(engine);
        LastActivity = new LastActivityStore(engine);
        SavedSessions = new SavedSessionStore(engine);
        Secrets = new ServerSecretStore(engine);
        // The account itself is last: an erasure that was cut short can be asked for again.
        AccountData = [Roster, Offline, Push, PrivateXml, VCards, LastActivity, SavedSessions, Accounts];
    }

    public IAccountStore Accounts { get; }
    public IRosterStore Roster { get; }
    public IOfflineStore Offline { get; }
    public IPushStore Push { get; }
    public IPrivateXmlStore PrivateXml { get; }
    public IVCardStore VCards { get; }
    public ILastActivityStore LastActivity { get; }
    public ISavedSessionStore SavedSessions { get; }
    public IServerSecretStore Secrets { get; }

    /// <summary>Every store that keeps something for accounts, in the order of erasure.</summary>
    public IReadOnlyList<IAccountData> AccountData { get; }

    /// <summary>Removes the account and all it has; how many rows went, by what they were (OPS-08).</summary>
    public async Task<IReadOnlyList<(string Name, int Rows)>> EraseAsync(Jid account, CancellationToken ct)
    {
        var report = new List<(string, int)>();
        foreach (var data in AccountData)
            report.Add((data.Name, await data.EraseAsync(account, ct)));
        return report;
    }
}
