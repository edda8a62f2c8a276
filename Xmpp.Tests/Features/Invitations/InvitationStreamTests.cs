using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Invitations;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Features.Invitations;

/// <summary>XEP-0445 on a stream before login, XEP-0379 between two who have logged in.</summary>
public class InvitationStreamTests
{
    private static readonly XNamespace s_errors = "urn:ietf:params:xml:ns:xmpp-stanzas";

    [Test, Spec("XEP-0445", "4"), Case("ABU-03"), CancelAfter(60_000)]
    public async Task A_token_opens_registration_for_one_account(CancellationToken ct)
    {
        await using var host = await InvitationHost.StartAsync(accounts: "romeo@capulet.example");
        var (_, token) = await host.InviteAsync("romeo@capulet.example", r => r with { Username = "juliet" });
        await using var stream = await OpenAsync(host, ct);

        Assert.That(await AskAsync(stream, PreAuth("wrong"), ct), Is.EqualTo("item-not-found"));
        Assert.That(await AskAsync(stream, PreAuth(token), ct), Is.EqualTo("result"));
        Assert.That(
            (await SendAsync(stream, "get", "<query xmlns='jabber:iq:register'/>", ct)).Descendants().First(e => e.Name.LocalName == "username").Value,
            Is.EqualTo("juliet"));
        Assert.That(await AskAsync(stream, Register("nurse"), ct), Is.EqualTo("not-acceptable"));
        Assert.That(await AskAsync(stream, Register("juliet", ""), ct), Is.EqualTo("not-acceptable"));
        Assert.That(await AskAsync(stream, Register("juliet"), ct), Is.EqualTo("result"));
        Assert.That(await AskAsync(stream, PreAuth(token), ct), Is.EqualTo("item-not-found"));
        // Closed again: what comes now is one of the stanzas that come too early.
        await stream.SendAsync(Iq("set", Register("nurse")), ct);
        Assert.That((await stream.NextAsync(ct)).Element?.Elements().First().Name.LocalName, Is.EqualTo("not-authorized"));

        await using var juliet = await WireConnection.ConnectAsync("juliet", host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(juliet, "juliet@capulet.example", "secret", "balcony", ct);
    }

    [Test, Spec("XEP-0445", "4"), CancelAfter(60_000)]
    public async Task Another_host_s_token_is_none(CancellationToken ct)
    {
        await using var host = await InvitationHost.StartAsync(accounts: "romeo@capulet.example");
        var (_, elsewhere) = await host.InviteAsync("verona.example");
        var (_, contact) = await host.InviteAsync("romeo@capulet.example", r => r with { Kind = InvitationKind.Contact });
        await using var stream = await OpenAsync(host, ct);
        Assert.That(await AskAsync(stream, PreAuth(elsewhere), ct), Is.EqualTo("item-not-found"));
        Assert.That(await AskAsync(stream, PreAuth(contact), ct), Is.EqualTo("item-not-found"));
        Assert.That((await host.Invitations().ListAsync(null, 10, ct)).Sum(i => i.Uses), Is.Zero);
    }

    [Test, Case("ABU-03"), CancelAfter(60_000)]
    public async Task Guessing_is_slowed(CancellationToken ct)
    {
        await using var host = await InvitationHost.StartAsync(new InvitationOptions { WrongPerAddressPerHour = 1 });
        var (_, token) = await host.InviteAsync("capulet.example");
        await using var stream = await OpenAsync(host, ct);
        Assert.That(await AskAsync(stream, PreAuth("wrong"), ct), Is.EqualTo("item-not-found"));
        Assert.That(await AskAsync(stream, PreAuth(token), ct), Is.EqualTo("resource-constraint"));
    }

    [Test, Spec("XEP-0445", "3"), CancelAfter(60_000)]
    public async Task Without_invitations_a_stream_knows_nothing_of_them(CancellationToken ct)
    {
        await using var host = await InvitationHost.StartAsync(new InvitationOptions { Enabled = false });
        Assert.That(host.Server.Invitations, Is.Null);
        await using var stream = await WireConnection.ConnectAsync("x", host.Server.C2sEndPoint!, ct);
        await WireLogin.SecureAsync(stream, "capulet.example", ct);
        var features = await WireLogin.OpenStreamAsync(stream, "capulet.example", ct);
        Assert.That(features.Element(InvitationNames.StreamFeature), Is.Null);
        await stream.SendAsync(Iq("set", PreAuth("abcdefghijklmnopqrstuvwx")), ct);
        Assert.That((await stream.NextAsync(ct)).Element?.Elements().First().Name.LocalName, Is.EqualTo("not-authorized"));
    }

    [Test, Spec("XEP-0401", "5.5"), CancelAfter(60_000)]
    public async Task The_inviter_hears_of_the_new_contact_at_once(CancellationToken ct)
    {
        await using var host = await InvitationHost.StartAsync(accounts: "romeo@capulet.example");
        var (invitation, _) = await host.InviteAsync("romeo@capulet.example");
        await using var romeo = await WireConnection.ConnectAsync("romeo", host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(romeo, "romeo@capulet.example", "romeo", "orchard", ct);
        await SendAsync(romeo, "get", "<query xmlns='jabber:iq:roster'/>", ct);
        await host.Invitations().RegisterAsync(invitation, Jid.Parse("juliet@capulet.example"), "secret", InvitationHost.Address, ct);
        var push = (await romeo.NextAsync(ct)).Element ?? throw new InvalidOperationException();
        var item = push.Descendants().Single(e => e.Name.LocalName == "item");
        Assert.That(
            ((string?)item.Attribute("jid"), (string?)item.Attribute("subscription")),
            Is.EqualTo(("juliet@capulet.example", "both")));
    }

    [Test, Spec("XEP-0379", "3.4"), Spec("XEP-0379", "3.5"), CancelAfter(60_000)]
    public async Task Who_has_a_token_is_a_contact_without_a_question(CancellationToken ct)
    {
        await using var host = await InvitationHost.StartAsync(accounts: ["romeo@capulet.example", "juliet@verona.example", "nurse@verona.example"]);
        var (_, token) = await host.InviteAsync("romeo@capulet.example", r => r with { Kind = InvitationKind.Contact });
        await using var juliet = await WireConnection.ConnectAsync("juliet", host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(juliet, "juliet@verona.example", "juliet", "balcony", ct);
        await using var nurse = await WireConnection.ConnectAsync("nurse", host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(nurse, "nurse@verona.example", "nurse", "hall", ct);

        await juliet.SendAsync(Subscribe("wrong"), ct); // §4.1: as if there were no token
        await PingAsync(juliet, ct);
        Assert.That(await SubscriptionAsync(host, "juliet@verona.example"), Is.EqualTo("none"));
        await juliet.SendAsync(Subscribe(token), ct);
        await PingAsync(juliet, ct);
        Assert.That(await SubscriptionAsync(host, "juliet@verona.example"), Is.EqualTo("both"));
        Assert.That(await SubscriptionAsync(host, "romeo@capulet.example"), Is.EqualTo("both"));
        await nurse.SendAsync(Subscribe(token), ct); // §5.2: once
        await PingAsync(nurse, ct);
        Assert.That(await SubscriptionAsync(host, "nurse@verona.example"), Is.EqualTo("none"));
    }

    private static async Task<string> SubscriptionAsync(TestHost host, string account)
    {
        var stores = new Xmpp.Storage.Stores(host.Server.Storage, TimeProvider.System);
        var roster = await stores.Roster.LoadAsync(Jid.Parse(account), default);
        return roster.Items.Single().Subscription.ToString().ToLowerInvariant();
    }

    private static string Subscribe(string token) =>
        $"<presence to='romeo@capulet.example' type='subscribe'>{PreAuth(token)}</presence>";

    // Everything before the answer has been handled.
    private static async Task PingAsync(WireConnection client, CancellationToken ct)
    {
        var id = Guid.NewGuid().ToString("N");
        await client.SendAsync($"<iq type='get' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        while ((string?)(await client.NextAsync(ct)).Element?.Attribute("id") != id)
        {
        }
    }

    private static async Task<WireConnection> OpenAsync(TestHost host, CancellationToken ct)
    {
        var stream = await WireConnection.ConnectAsync("x", host.Server.C2sEndPoint!, ct);
        await WireLogin.SecureAsync(stream, "capulet.example", ct);
        var features = await WireLogin.OpenStreamAsync(stream, "capulet.example", ct);
        Assert.That(features.Element(InvitationNames.StreamFeature), Is.Not.Null);
        Assert.That(features.Element(XName.Get("register", "http://jabber.org/features/iq-register")), Is.Null, "closed looks closed");
        return stream;
    }

    private static string PreAuth(string token) => $"<preauth xmlns='urn:xmpp:pars:0' token='{token}'/>";

    private static string Register(string name, string password = "secret") =>
        $"<query xmlns='jabber:iq:register'><username>{name}</username><password>{password}</password></query>";

    private static string Iq(string type, string payload) => $"<iq type='{type}' id='i'>{payload}</iq>";

    private static async Task<XElement> SendAsync(WireConnection stream, string type, string payload, CancellationToken ct)
    {
        await stream.SendAsync(Iq(type, payload), ct);
        return (await stream.NextAsync(ct)).Element ?? throw new InvalidOperationException();
    }

    // "result", or the condition of the error.
    private static async Task<string> AskAsync(WireConnection stream, string payload, CancellationToken ct)
    {
        var answer = await SendAsync(stream, "set", payload, ct);
        return answer.Descendants().FirstOrDefault(e => e.Name.Namespace == s_errors)?.Name.LocalName
            ?? (string?)answer.Attribute("type") ?? "";
    }
}
