using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Foreign;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>Reads what an ejabberd has in its tables: accounts, rooms, nodes of its publish-subscribe service.</summary>
internal sealed class EjabberdReader(IDataSink sink, DataReport report)
{
    // Of the moment, or of ejabberd itself, are: caps_features, sm, route, bosh, proxy65, motd, oauth_token, vcard_search, roster_version.
    private static readonly string[] s_left = ["sr_group", "sr_user", "muc_room_subscribers", "pubsub_subscription_opt", "mix_channel", "mqtt_pub"];

    /// <param name="only">The one host to be read; needed where the tables do not say which they are of.</param>
    /// <exception cref="DataException">There is nothing that could be imported, or no host.</exception>
    public async Task ReadAsync(EjabberdDatabase database, string? only, CancellationToken ct)
    {
        if (!database.HasHosts && only is null)
            throw new DataException("these tables do not say which host they are of: give --host");
        var isEmpty = true;
        foreach (var host in database.HasHosts ? database.Hosts().Where(host => only is null || host == only) : [only!])
            isEmpty &= !await ReadHostAsync(database, host, ct);
        if (isEmpty)
            throw new DataException("there are no accounts: is it ejabberd's database, and its auth_method sql?");
        foreach (var table in s_left)
        {
            if (database.Count(table) is var rows and > 0)
                report.Note($"{rows} rows of {table} are nothing that can be taken over");
        }
    }

    private async Task<bool> ReadHostAsync(EjabberdDatabase database, string host, CancellationToken ct)
    {
        var users = database.Users(host);
        if (!Jid.TryParse(host, out var domain) || domain.Local is not null || domain.Resource is not null)
        {
            report.Refuse(DataKind.Accounts, host, "it is no host");
            return users.Count > 0;
        }
        if (!await sink.BeginHostAsync(domain.Domain, ct))
            return users.Count > 0;
        foreach (var local in users)
        {
            if (Jid.TryCreate(local, host, null, out var account) && account.Local is not null)
                await ReadAccountAsync(database, account, ct);
            else
                report.Refuse(DataKind.Accounts, host, $"{local} is no name of an account");
        }
        foreach (var service in database.NodeOwners().Where(owner => IsOf(owner, host)))
            await ReadServiceAsync(database, service, ct);
        // Rooms last: who is what in them are accounts.
        foreach (var service in database.RoomDomains().Where(owner => IsOf(owner, host)))
            await ReadRoomsAsync(database, host, service, ct);
        await sink.EndHostAsync(ct);
        return users.Count > 0;
    }

    // A service is a domain of its own, under that of its host.
    private static bool IsOf(string service, string host) =>
        !service.Contains('@', StringComparison.Ordinal) && service.EndsWith("." + host, StringComparison.Ordinal);

    private async Task ReadAccountAsync(EjabberdDatabase database, Jid account, CancellationToken ct)
    {
        var stored = new EjabberdAccount(database, account, report);
        var owner = stored.Owner();
        if (!await sink.BeginAsync(owner, ct))
            return;
        IEnumerable<DataPart> parts =
        [
            .. stored.Keys(), .. EjabberdRoster.Read(database, account, report), .. EjabberdProfile.Read(database, account, report),
            .. EjabberdNodes.ReadNodes(database, account, report),
        ];
        foreach (var part in parts.Concat(EjabberdNodes.ReadItems(database, account, report))
            .Concat(EjabberdMessages.Offline(database, owner, report)).Concat(EjabberdMessages.Archive(database, account, report)))
        {
            await sink.AddAsync(part, ct);
        }
        await sink.EndAsync(ct);
    }

    private async Task ReadServiceAsync(EjabberdDatabase database, string domain, CancellationToken ct)
    {
        if (!Jid.TryParse(domain, out var service) || !await sink.BeginAsync(new DataOwner(DataOwnerKind.NodeService, service), ct))
            return;
        foreach (var part in EjabberdNodes.ReadNodes(database, service, report).Concat(EjabberdNodes.ReadItems(database, service, report)))
            await sink.AddAsync(part, ct);
        await sink.EndAsync(ct);
    }

    private async Task ReadRoomsAsync(EjabberdDatabase database, string host, string domain, CancellationToken ct)
    {
        foreach (var local in database.Rooms(domain))
        {
            if (!Jid.TryCreate(local, domain, null, out var room) || room.Local is null)
            {
                report.Refuse(DataKind.Rooms, domain, $"{local} is no name of a room");
                continue;
            }
            var stored = new EjabberdRoom(database, host, room, report);
            if (stored.Read() is not { } settings || !await sink.BeginAsync(new DataOwner(DataOwnerKind.Room, room), ct))
                continue;
            foreach (var part in stored.Archive())
                await sink.AddAsync(part, ct);
            await sink.AddAsync(stored.WithSubject(settings), ct);
            await sink.EndAsync(ct);
        }
    }
}
