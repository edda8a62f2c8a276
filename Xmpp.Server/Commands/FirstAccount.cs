using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Commands;

/// <summary>The way in to a server on which nobody has an account yet: a link, good for one account and a day.</summary>
internal static class FirstAccount
{
    private const string Label = "first account";

    private static readonly TimeSpan s_expireAfter = TimeSpan.FromDays(1);

    /// <summary>The link, or null where there are accounts, no invitations or no web server. Links of earlier starts end.</summary>
    public static async Task<string?> InviteAsync(ServerHost server, ServerOptions options, CancellationToken ct)
    {
        if (server.Invitations is not { } invitations || !server.WebAddresses.IsOpen)
            return null;
        foreach (var host in options.Hosts)
        {
            if ((await server.Accounts.ListAsync(host.Name, null, 1, ct)).Count > 0)
                return null;
        }
        var owner = Jid.Parse(options.Hosts[0].Name);
        foreach (var earlier in await invitations.ListAsync(owner, 100, ct))
        {
            if (earlier.Label == Label)
                await invitations.RevokeAsync(earlier.Id, ct);
        }
        var (made, _) = await invitations.CreateForOperatorAsync(
            new InvitationRequest(owner, owner.Domain, InvitationKind.Account) { Label = Label, ExpireAfter = s_expireAfter }, ct);
        return made?.Page;
    }
}
