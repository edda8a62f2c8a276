using Xmpp.Server.Administration;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations;

/// <summary>Who may make which invitation, and what is wrong with one.</summary>
internal static class InvitationRules
{
    public const int GroupLength = 200;
    public const int LabelLength = 200;
    public const int MaxRooms = 20;

    /// <summary>What an account may make; the operator may all.</summary>
    public static bool MayCreate(InvitationKind kind, bool isAdmin, InvitationOptions options) => kind switch
    {
        InvitationKind.Contact => true,
        InvitationKind.Account => options.Create switch
        {
            InvitationCreators.Everybody => true,
            InvitationCreators.Admins => isAdmin,
            _ => false,
        },
        _ => isAdmin,
    };

    /// <summary>Whether who made it has still the rights that it takes.</summary>
    /// <param name="invitation">Made by an account.</param>
    /// <param name="rights">What that account may now.</param>
    /// <param name="named">What the account may whose password it sets.</param>
    /// <param name="options">What accounts may that administer nothing.</param>
    public static bool MayStand(Invitation invitation, Rights rights, Rights named, InvitationOptions options)
    {
        var role = rights.At(invitation.Host);
        var isAdmin = role >= AdminRole.Admin;
        if (invitation.Role is { } given && (!isAdmin || role < (AdminRole)given))
            return false;
        if (invitation.Kind == InvitationKind.Password && !rights.Covers(named))
            return false;
        return invitation.Owner == invitation.Maker ? MayCreate(invitation.Kind, isAdmin, options) : isAdmin;
    }

    /// <summary>What is wrong with the request's own words, or null; the name comes back prepared.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="options">The limits.</param>
    /// <param name="isOurRoom">Whether a room can be one of this server.</param>
    /// <param name="username">The localpart, prepared; null where there is none.</param>
    public static InvitationRefusal? Check(
        InvitationRequest request, InvitationOptions options, Func<Jid, bool> isOurRoom, out string? username)
    {
        username = null;
        if (request.Username is { } name)
        {
            if (!Jid.TryCreate(name, request.Host, null, out var account) || account.Local is null)
                return InvitationRefusal.BadName;
            username = account.Local;
        }
        else if (request.Kind == InvitationKind.Password)
        {
            return InvitationRefusal.BadName;
        }
        if (request.MaxUses < 1 || request.MaxUses > options.MaxUses || (username is not null && request.MaxUses != 1))
            return InvitationRefusal.BadUses;
        if (request.Kind == InvitationKind.Contact && request.Owner.Local is null)
            return InvitationRefusal.NotAllowed; // nobody's contact
        var isLong = request.ContactGroup?.Length > GroupLength || request.Label?.Length > LabelLength;
        return isLong || request.ContactGroup is "" || request.Rooms.Length > MaxRooms || !request.Rooms.All(isOurRoom)
            ? InvitationRefusal.BadDetails
            : null;
    }
}
