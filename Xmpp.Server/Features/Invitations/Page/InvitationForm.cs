namespace Xmpp.Server.Features.Invitations.Page;

/// <summary>What a visitor has typed.</summary>
internal sealed record InvitationForm(string Username, string Password, string Repeated)
{
    public static InvitationForm Empty { get; } = new("", "", "");

    // OPS-09: a record prints its members; the passwords must never reach a log.
    public override string ToString() => nameof(InvitationForm);
}
