using Microsoft.Extensions.Logging;
using Xmpp.Server.Accounts;
using Xmpp.Server.Administration;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Features.Invitations.Commands;
using Xmpp.Server.Features.Invitations.Page;
using Xmpp.Server.Features.Profiles;
using Xmpp.Server.Observability;
using Xmpp.Server.Presences;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Server.Web;
using Xmpp.Storage;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Features.Invitations;

/// <summary>The parts of invitations, put together.</summary>
internal sealed class InvitationServices
{
    private readonly HostTable _hosts;

    public InvitationServices(
        ServerOptions options, Stores stores, HostTable hosts, Rosters rosters, RosterPush push, PresenceOfAccount presence,
        OutboundSubscriptions outbound, Func<AccountService> accounts, Func<RoomOperations?> rooms,
        BookmarkConversion? bookmarks, WebAddresses web, string? chat, ServerMetrics metrics, TimeProvider time,
        ILoggerFactory loggers)
    {
        _hosts = hosts;
        Service = new InvitationService(
            stores, hosts, accounts, new InvitationContacts(rosters, push, presence, options.Limits),
            new InvitationRooms(rooms, bookmarks), new InvitationGuard(options.Invitations, time), web, options,
            new InvitationMetrics(metrics), time, loggers.CreateLogger<InvitationService>());
        Subscriptions = new PreAuthorizedSubscriptions(Service, rosters, outbound, hosts);
        Door = new InvitationDoor(Service, chat);
    }

    public InvitationService Service { get; }
    public IPreAuthorization Subscriptions { get; }
    public InvitationsFeature Feature { get; } = new();
    public IWebDoor Door { get; }

    /// <summary>Who administers is known from there; administrators have a family of operations.</summary>
    public void AddTo(AdministrationServices administration, IAdminRoleStore roles)
    {
        Service.RightsOfAsync = administration.Administrators.RightsOfAsync;
        Service.GrantAsync = (account, role, ct) => roles.SetAsync(new RoleGrant(account, account.Domain, (AdminRole)role), ct);
        administration.Operations.Add(new InvitationFamily(Service, administration.Administrators, _hosts));
    }

    /// <summary>Adds the commands of XEP-0401 §3.</summary>
    public void AddTo(AdHocCommands commands)
    {
        commands.Add(new InviteContactCommand(Service));
        commands.Add(new CreateAccountCommand(Service));
    }
}
