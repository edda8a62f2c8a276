using Xmpp.Server.Features.AdHoc;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations.Commands;

/// <summary>XEP-0401 §5.1: a link to become the requester's contact, and where he may, to make an account for that.</summary>
internal sealed class InviteContactCommand(InvitationService invitations) : IAdHocCommand
{
    public string Node => InvitationNames.InviteCommand;

    public string Name => "Invite user";

    // For the accounts of that host.
    public ValueTask<bool> IsForAsync(AdHocRequest request, CancellationToken ct) =>
        new(request.Requester.Local is not null && request.Requester.Domain == request.Host.Domain);

    // At once, "with no further interaction".
    public async ValueTask<AdHocStep> StartAsync(AdHocRequest request, CancellationToken ct)
    {
        var kind = await invitations.MayInviteAccountsAsync(request.Requester, ct) ? InvitationKind.Account : InvitationKind.Contact;
        return InvitationResults.Of(await invitations.CreateAsync(
            new InvitationRequest(request.Requester.Bare, request.Host.Domain, kind), ct));
    }
}
