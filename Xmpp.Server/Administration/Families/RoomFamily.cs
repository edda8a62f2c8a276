using System.Text.Json.Nodes;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Administration.Families;

/// <summary>Group chat rooms (XEP-0045).</summary>
/// <param name="rooms">Null where they are switched off.</param>
internal sealed class RoomFamily(RoomOperations? rooms, HostTable hosts) : IOperations
{
    private static readonly OperationParameter s_room = OperationParameter.OfService("jid", "The room's address.");

    public IEnumerable<Operation> Operations =>
    [
        new("rooms.list", "Lists the rooms, also hidden ones, in the order of their addresses.", AdminRole.Viewer, "GET", "/rooms",
            [OperationParameter.OneHost, .. OperationParameter.Page], ListAsync),
        new("rooms.show", "Shows a room.", AdminRole.Viewer, "GET", "/rooms/{jid}", [s_room], ShowAsync),
        new("rooms.destroy", "Destroys a room; its occupants are told.", AdminRole.Moderator, "DELETE", "/rooms/{jid}",
            [s_room, OperationParameter.Text("reason", "What they are told.")], DestroyAsync),
        new("rooms.grant", "Gives an account an affiliation in a room.", AdminRole.Moderator, "PUT", "/rooms/{jid}/affiliation",
            [
                s_room,
                new("account", ParameterType.Address, "Whom.") { IsRequired = true, IsTarget = true },
                new("affiliation", ParameterType.Choice, "Which.")
                {
                    IsRequired = true,
                    IsTarget = true,
                    Choices = ["owner", "admin", "member", "outcast", "none"],
                },
            ],
            GrantAsync),
    ];

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        if (rooms is null)
            return OperationResult.Page([], null);
        var found = new List<ListedRoom>();
        var last = Jid.TryParse(call.Cursor, out var jid) ? jid : null;
        var domains = rooms.Domains.Where(domain => hosts.HostOf(domain) is { } host && call.Hosts.Contains(host)).Order(StringComparer.Ordinal);
        foreach (var domain in domains)
        {
            if (last is not null && string.CompareOrdinal(domain, last.Domain) < 0)
                continue;
            var after = last?.Domain == domain ? call.Cursor : null;
            found.AddRange(await rooms.ListAsync(domain, after, call.Limit + 1 - found.Count, ct));
            if (found.Count > call.Limit)
                break;
        }
        return OperationResult.Page(
            found.Take(call.Limit).Select(room => new JsonObject
            {
                ["jid"] = room.Jid.ToString(),
                ["name"] = room.Name,
                ["public"] = room.IsListed,
            }),
            found.Count > call.Limit ? found[call.Limit - 1].Jid.ToString() : null);
    }

    private async Task<OperationResult> ShowAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        if (!IsOurs(jid) || await rooms!.FindAsync(jid) is not { } room)
            return Missing(jid);
        return OperationResult.Of(new JsonObject
        {
            ["jid"] = room.Jid.ToString(),
            ["name"] = room.Configuration.Name,
            ["persistent"] = room.Configuration.IsPersistent,
            ["public"] = room.Configuration.IsPublic,
            ["membersOnly"] = room.Configuration.IsMembersOnly,
            ["occupants"] = room.Occupants.Count,
            ["owners"] = With(room, Affiliation.Owner),
            ["admins"] = With(room, Affiliation.Admin),
            ["members"] = With(room, Affiliation.Member).Count,
            ["outcasts"] = With(room, Affiliation.Outcast).Count,
        });
    }

    private async Task<OperationResult> DestroyAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        return IsOurs(jid) && await rooms!.DestroyAsync(jid, call.Text("reason")) ? OperationResult.Done : Missing(jid);
    }

    private async Task<OperationResult> GrantAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        var affiliation = MucWords.ToAffiliation(call.RequiredText("affiliation")) ?? Affiliation.None;
        return IsOurs(jid) && await rooms!.GrantAsync(jid, call.RequiredJid("account").Bare, affiliation)
            ? OperationResult.Done
            : Missing(jid);
    }

    private bool IsOurs(Jid room) => rooms is not null && room.Local is not null && rooms.Domains.Contains(room.Domain);

    private static JsonArray With(RoomState room, Affiliation affiliation) => Json.Texts(
        room.Affiliations.Values.Where(a => a.Affiliation == affiliation).Select(a => a.Jid.ToString()).Order(StringComparer.Ordinal));

    private static OperationResult Missing(Jid jid) => OperationResult.NotFound($"There is no room {jid}.");
}
