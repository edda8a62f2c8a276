using Xmpp.Server.Features.AdHoc;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations.Commands;

/// <summary>XEP-0401 §5.4: a link to an account whose name the requester or the invited chooses.</summary>
internal sealed class CreateAccountCommand(InvitationService invitations) : IAdHocCommand
{
    private const string Username = "username";
    private const string RosterSubscription = "roster-subscription";

    private static readonly DataForm s_form = new(
        DataFormType.Form,
        [
            new DataFormField(Username, DataFormNames.TextSingle) { Label = "Username" },
            new DataFormField(RosterSubscription, DataFormNames.Boolean, "0") { Label = "Roster subscription" },
        ])
    {
        Title = "Invite somebody to make an account",
    };

    public string Node => InvitationNames.CreateAccountCommand;

    public string Name => "Create account";

    public async ValueTask<bool> IsForAsync(AdHocRequest request, CancellationToken ct) =>
        request.Requester.Local is not null && request.Requester.Domain == request.Host.Domain
        && await invitations.MayInviteAccountsAsync(request.Requester, ct);

    public ValueTask<AdHocStep> StartAsync(AdHocRequest request, CancellationToken ct) =>
        new(AdHocStep.Ask(s_form, async (form, stop) => InvitationResults.Of(await invitations.CreateAsync(
            new InvitationRequest(request.Requester.Bare, request.Host.Domain, InvitationKind.Account)
            {
                Username = form.Value(Username) is { Length: > 0 } name ? name : null,
                MakesContact = form.Boolean(RosterSubscription) ?? false,
            },
            stop))));
}
