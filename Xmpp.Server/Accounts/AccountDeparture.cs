using Xmpp.Server.Roster;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Accounts;

/// <summary>Takes leave of an account's contacts before it is erased (XEP-0077 §3.2 rule 1).</summary>
internal sealed class AccountDeparture(Rosters rosters, RosterRemoval removal, AccountCaches caches)
{
    /// <summary>How many contacts there were.</summary>
    public async Task<int> TellContactsAsync(Jid account, CancellationToken ct)
    {
        var roster = await rosters.GetAsync(account, ct);
        foreach (var item in roster.Snapshot.Items)
        {
            await rosters.ChangeAsync(
                account, _ => new RosterChange(item.Contact) { Item = RosterEdit<RosterItem>.Remove }, ct);
            await removal.TellContactAsync(account, item, ct);
        }
        await rosters.ForgetAsync(account, ct);
        await caches.ForgetAsync(account, ct);
        return roster.Snapshot.Items.Length;
    }
}
