using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations;

/// <summary>The links that carry an invitation's token.</summary>
internal static class InvitationLinks
{
    public const string Path = "/invite/";

    /// <summary>The page of an invitation (XEP-0401 §5.2).</summary>
    /// <param name="origin">Of the host, as the world reaches it.</param>
    /// <param name="token">The secret.</param>
    public static string Page(string origin, string token) => origin + Path + token;

    /// <summary>
    /// What a client opens (XEP-0401 §5.1, §5.4; XEP-0445 §2), or null for a new password, which has a page only.
    /// </summary>
    public static string? Uri(Invitation invitation, string token) => invitation switch
    {
        { Kind: InvitationKind.Contact, Inviter: { } inviter } => $"xmpp:{Encode(inviter)}?roster;preauth={token}",
        { Kind: InvitationKind.Account, Inviter: { } inviter, MakesContact: true, Username: null } =>
            $"xmpp:{Encode(inviter)}?roster;preauth={token};ibr=y",
        { Kind: InvitationKind.Account } => Register(invitation, token),
        _ => null,
    };

    /// <summary>The same for who wants an account here in any case.</summary>
    public static string Register(Invitation invitation, string token) =>
        $"xmpp:{(invitation.Username is { } name ? Escape(name) + "@" : "")}{Escape(invitation.Host)}?register;preauth={token}";

    // RFC 5122 §2.2: the parts of an address, percent-encoded.
    private static string Encode(Jid account) => $"{Escape(account.Local ?? "")}@{Escape(account.Domain)}";

    private static string Escape(string part) => System.Uri.EscapeDataString(part);
}
