using System.Collections.Immutable;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Features.Pep;

/// <summary>The resources of an account and of its contacts that may want notifications of its nodes.</summary>
internal sealed class PepContacts(
    ISessionDirectory directory, Rosters rosters, IBlockLists blockLists, HostTable hosts, RemoteContacts remote)
{
    /// <summary>The account's own.</summary>
    public async ValueTask<IReadOnlyList<PepClient>> OwnAsync(Jid account, CancellationToken ct) =>
        Clients(await directory.FindAsync(account, ct));

    /// <summary>
    /// Those of one contact, whether he may see the account or not; none if one of the two has blocked the other
    /// (XEP-0163 §4.3.3, rule 3).
    /// </summary>
    public async ValueTask<IReadOnlyList<PepClient>> OfContactAsync(
        Jid account, Jid contact, BlockList blocked, CancellationToken ct)
    {
        if (blocked.Blocks(contact))
            return [];
        if (!hosts.Contains(contact.Domain))
        {
            return
            [
                .. remote.Of(account, contact)
                    .Where(r => !blocked.Blocks(r.Resource))
                    .Select(r => r.Caps is { } caps ? new PepClient(r.Resource, null, caps, r.Arrival) : null).OfType<PepClient>(),
            ];
        }
        var clients = Clients(await directory.FindAsync(contact, ct));
        return clients.Count > 0 && (await blockLists.GetAsync(contact, ct)).Blocks(account) ? [] : clients;
    }

    public ValueTask<BlockList> BlockedByAsync(Jid account, CancellationToken ct) => blockLists.GetAsync(account, ct);

    public ValueTask<RosterItem?> ItemOfAsync(Jid account, Jid contact, CancellationToken ct) =>
        rosters.FindItemAsync(account, contact, ct);

    public ValueTask<RosterView> RosterOfAsync(Jid account, CancellationToken ct) => rosters.GetAsync(account, ct);

    private static List<PepClient> Clients(ImmutableArray<Resource> resources)
    {
        var clients = new List<PepClient>();
        foreach (var resource in resources)
        {
            if (PepClient.Of(resource) is { } client)
                clients.Add(client);
        }
        return clients;
    }
}
