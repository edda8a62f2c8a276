using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xmpp.Server.Features.Invitations;

namespace Xmpp.Server.Commands.Control;

/// <summary>The part of the control socket that is about invitations.</summary>
internal static class InvitationEndpoint
{
    public static void Map(WebApplication web, IInvitationControl invitations)
    {
        web.MapGet(ControlRoutes.Invitations, context => ControlEndpoint.WriteAsync(
            context, invitations.ListInvitationsAsync(ControlEndpoint.LimitOf(context), context.RequestAborted)));
        web.MapPost(ControlRoutes.Invite, context => ControlEndpoint.WriteAsync(context, InviteAsync(context, invitations)));
        web.MapPost(ControlRoutes.RevokeInvitation, context => ControlEndpoint.WriteAsync(context, RevokeAsync(context, invitations)));
    }

    private static async Task<InviteReply> InviteAsync(HttpContext context, IInvitationControl invitations) =>
        await context.Request.ReadFromJsonAsync(ControlJson.Default.InviteRequest, context.RequestAborted) is { } request
            ? await invitations.InviteAsync(request, context.RequestAborted)
            : new InviteReply(InvitationRefusal.BadDetails);

    private static async Task<bool> RevokeAsync(HttpContext context, IInvitationControl invitations) =>
        await context.Request.ReadFromJsonAsync(ControlJson.Default.InvitationId, context.RequestAborted) is { } request
        && await invitations.RevokeInvitationAsync(request.Id, context.RequestAborted);
}
