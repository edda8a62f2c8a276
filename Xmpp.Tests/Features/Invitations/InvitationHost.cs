using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Invitations;

namespace Xmpp.Tests.Features.Invitations;

/// <summary>A server and short words for what its invitations do.</summary>
internal static class InvitationHost
{
    public static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    public static Task<TestHost> StartAsync(
        InvitationOptions? options = null, TimeProvider? time = null, bool hasWeb = false, params string[] accounts) =>
        TestHost.StartAsync(
            time: time, accounts: accounts,
            configure: o => (hasWeb ? TestHost.WithHttp(o) : o) with
            {
                Invitations = options ?? new InvitationOptions { Create = InvitationCreators.Everybody },
            });

    public static InvitationService Invitations(this TestHost host) => host.Server.Invitations ?? throw new InvalidOperationException();

    /// <summary>Made by the operator, in an account's name or the host's.</summary>
    public static async Task<(Invitation Invitation, string Token)> InviteAsync(
        this TestHost host, string owner, Func<InvitationRequest, InvitationRequest>? with = null)
    {
        var by = Jid.Parse(owner);
        var request = new InvitationRequest(by, by.Domain, InvitationKind.Account);
        var (made, refusal) = await host.Invitations().CreateForOperatorAsync(with?.Invoke(request) ?? request, CancellationToken.None);
        Assert.That(refusal, Is.Null);
        Assert.That(made, Is.Not.Null);
        var text = made!.Uri ?? made.Page ?? throw new InvalidOperationException("no link");
        var at = made.Uri is null ? text.LastIndexOf('/') + 1 : text.IndexOf("preauth=", StringComparison.Ordinal) + "preauth=".Length;
        return (made.Invitation, text.Substring(at, InvitationTokens.Length));
    }
}
