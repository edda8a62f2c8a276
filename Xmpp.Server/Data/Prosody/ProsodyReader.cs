using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Reads what a Prosody has: accounts of its hosts, rooms of its services.</summary>
internal sealed class ProsodyReader(IDataSink sink, DataReport report)
{
    // Stores of the server itself, or of the moment.
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "accounts", "roster", "vcard", "private", "blocklist", "offline", "archive", "archive_prefs", "pep", "invite_token",
        "cron", "persist", "account_details", "account_flags", "account_roles", "smacks_h", "archive_cleanup", "activity",
    };

    /// <exception cref="DataException">There is nothing that could be imported.</exception>
    public async Task ReadAsync(IProsodySource source, CancellationToken ct)
    {
        var found = false;
        // Rooms last: who is what in them are accounts.
        foreach (var host in source.Hosts.ToList().OrderBy(host => host.Stores.Contains(ProsodyRooms.ConfigStore)))
        {
            if (host.Users("accounts").Any())
                found |= await ReadHostAsync(host, ct);
            if (host.Users(ProsodyRooms.ConfigStore).Any())
                found |= await ReadRoomsAsync(host, ct);
        }
        if (!found)
            throw new DataException("there are neither accounts nor rooms: is it Prosody's data folder, and its storage \"internal\"?");
    }

    private async Task<bool> ReadHostAsync(IProsodyHost place, CancellationToken ct)
    {
        if (DomainOf(place) is not { } host)
            return false;
        if (!await sink.BeginHostAsync(host, ct))
            return true;
        foreach (var store in place.Stores)
        {
            if (!s_known.Contains(store) && !store.StartsWith(ProsodyNodes.ItemStore, StringComparison.Ordinal))
                report.Unknown($"store {store}", place.Where);
        }
        foreach (var local in place.Users("accounts"))
        {
            if (Jid.TryCreate(local, host, null, out var account) && account.Local is not null)
                await ReadAccountAsync(place.Of(local, report), account, ct);
            else
                report.Refuse(DataKind.Accounts, place.Where, $"{local} is no name of an account");
        }
        await sink.EndHostAsync(ct);
        return true;
    }

    private async Task ReadAccountAsync(IProsodyStores stores, Jid account, CancellationToken ct)
    {
        var owner = ProsodyAccount.Owner(account, stores);
        if (owner is null || !await sink.BeginAsync(owner, ct))
            return;
        IEnumerable<DataPart> parts =
        [
            .. ProsodyAccount.Keys(account, stores, report), .. ProsodyRoster.Read(account, stores, report),
            .. ProsodyProfile.Read(account, stores, report), .. ProsodyNodes.ReadNodes(account, stores, report),
        ];
        foreach (var part in parts.Concat(ProsodyNodes.ReadItems(account, stores, report))
            .Concat(ProsodyMessages.Offline(owner, stores, report)).Concat(ProsodyMessages.Archive(owner, stores, report)))
        {
            await sink.AddAsync(part, ct);
        }
        await sink.EndAsync(ct);
    }

    // A service of rooms is a host of its own there; here it belongs to the host above it.
    private async Task<bool> ReadRoomsAsync(IProsodyHost place, CancellationToken ct)
    {
        if (DomainOf(place) is not { } domain)
            return false;
        if (domain.Split('.', 2) is not [_, var host] || !await sink.BeginHostAsync(host, ct))
            return true;
        foreach (var local in place.Users(ProsodyRooms.ConfigStore))
        {
            if (!Jid.TryCreate(local, domain, null, out var room) || room.Local is null)
            {
                report.Refuse(DataKind.Rooms, place.Where, $"{local} is no name of a room");
                continue;
            }
            var stores = place.Of(local, report);
            if (ProsodyRooms.Settings(room, stores, report) is not { } settings
                || !await sink.BeginAsync(new DataOwner(DataOwnerKind.Room, room), ct))
            {
                continue;
            }
            await sink.AddAsync(settings, ct);
            foreach (var part in ProsodyRooms.Archive(room, stores, report))
                await sink.AddAsync(part, ct);
            await sink.EndAsync(ct);
        }
        await sink.EndHostAsync(ct);
        return true;
    }

    private string? DomainOf(IProsodyHost place)
    {
        if (Jid.TryParse(place.Name, out var host) && host.Local is null && host.Resource is null)
            return host.Domain;
        report.Refuse(DataKind.Accounts, place.Where, $"{place.Name} is no host");
        return null;
    }
}
