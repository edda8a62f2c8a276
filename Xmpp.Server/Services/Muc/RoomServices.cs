using System.Collections.Frozen;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Features.Push;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Storage;

namespace Xmpp.Server.Services.Muc;

/// <summary>Builds the objects behind group chat.</summary>
internal static class RoomServices
{
    /// <param name="router">Known only later: it needs the services.</param>
    /// <param name="occupantIds">The key of XEP-0421 §4.1.</param>
    public static RoomService Build(
        Func<Router> router, Stores stores, HostTable hosts, ServerOptions options, ArchiveIds archiveIds, ArchiveSearch search, byte[] occupantIds,
        PushFeature? push, BackgroundWork background, ServerMetrics metrics, TimeProvider time, CancellationToken stopping)
    {
        var rooms = options.Rooms;
        var archiveOptions = options.Features.Archive.Within(options.Limits);
        var counted = new RoomMetrics(metrics);
        var archive = new RoomArchive(stores.Archive, archiveIds, time, archiveOptions.Enabled, archiveOptions.FullText);
        var delivery = new RoomDelivery(router, counted, time);
        var registry = new RoomRegistry(new RoomTools
        {
            Keeping = new RoomKeeping(stores.Rooms, archive, counted, rooms),
            Delivery = delivery,
            Absentees = new RoomAbsentees(push, hosts),
            Metrics = counted,
            Time = time,
            OnException = (e, kind) => router().OnException(e, kind),
            Stopping = stopping,
        });
        counted.WatchRooms(() => registry.Count);
        var requests = new RoomRequests(delivery, new RoomModeration(archive), rooms, time);
        var reading = new RoomReading(
            registry, new RoomQueries(stores.Archive, search, archiveIds, archiveOptions, metrics),
            new RoomSearches(hosts, router, background, archiveOptions.FullTextPerDomain), stores.Archive, delivery);
        var searches = new ChannelSearches(new ChannelCatalog(stores.Rooms, () => registry.States, time), rooms.PageSize);
        var directory = new RoomDirectory(delivery, stores.Rooms, searches, rooms) { Loaded = () => registry.States };
        // A host or a component of that name was there first.
        var domains = new PerHosts<FrozenSet<string>>(hosts, () => hosts.Names.Select(host => $"{rooms.Subdomain}.{host}")
            .Where(domain => !hosts.Contains(domain) && !options.Components.Any(component => component.Name == domain))
            .ToFrozenSet(StringComparer.Ordinal));
        var service = new RoomService(
            registry, directory, requests, reading, delivery, stores.Rooms, hosts, new OccupantIds(occupantIds), rooms, domains, time)
        {
            Operations = new RoomOperations(registry, stores.Rooms, domains),
        };
        stores.Rooms.Erasing = service.Forget;
        return service;
    }
}
