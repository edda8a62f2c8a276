using Xmpp.Server.Administration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Commands.Control;

/// <summary>The commands on the invitations of this process.</summary>
/// <param name="owner">Ends with this; null where the server goes on.</param>
internal sealed class LocalInvitationControl(InvitationService invitations, IAsyncDisposable? owner) : IInvitationControl
{
    public async Task<InviteReply> InviteAsync(InviteRequest request, CancellationToken ct)
    {
        if (!Jid.TryParse(request.Owner, out var by) || KindOf(request.Kind) is not { } kind
            || (request.Role is { } named && Json.Role(named) <= AdminRole.None))
        {
            return new InviteReply(InvitationRefusal.BadDetails);
        }
        List<Jid> rooms = [];
        foreach (var name in request.Rooms)
        {
            if (!Jid.TryParse(name, out var room))
                return new InviteReply(InvitationRefusal.BadDetails);
            rooms.Add(room);
        }
        var (made, refusal) = await invitations.CreateForOperatorAsync(
            new InvitationRequest(by, request.Host, kind)
            {
                Username = request.Username,
                ContactGroup = request.Group,
                Rooms = [.. rooms],
                Label = request.Label,
                Role = request.Role is { } role ? (int)Json.Role(role) : null,
                MaxUses = request.MaxUses,
                ExpireAfter = request.ExpireSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            ct);
        return made is null
            ? new InviteReply(refusal)
            : new InviteReply(null, made.Invitation.Id, made.Uri, made.Page, made.Invitation.ExpiresAt);
    }

    public async Task<IReadOnlyList<InvitationLine>> ListInvitationsAsync(int limit, CancellationToken ct) =>
        [.. (await invitations.ListAsync(null, limit, ct)).Select(one => new InvitationLine(
            one.Id, one.Owner.ToString(), one.Host, WordOf(one.Kind), one.Username, one.Label, one.Uses, one.MaxUses,
            one.CreatedAt, one.ExpiresAt))];

    public Task<bool> RevokeInvitationAsync(string id, CancellationToken ct) => invitations.RevokeAsync(id, ct);

    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static InvitationKind? KindOf(string word) =>
        Enum.GetValues<InvitationKind>().Cast<InvitationKind?>().FirstOrDefault(kind => WordOf(kind!.Value) == word);

    private static string WordOf(InvitationKind kind) => kind switch
    {
        InvitationKind.Account => "account",
        InvitationKind.Contact => "contact",
        _ => "password",
    };
}
