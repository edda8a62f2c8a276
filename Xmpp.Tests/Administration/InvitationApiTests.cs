using System.Text.Json.Nodes;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Invitations;

namespace Xmpp.Tests.Administration;

/// <summary>Invitations by administrators, over HTTP.</summary>
public class InvitationApiTests
{
    private ApiHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await ApiHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task One_is_made_listed_used_and_revoked()
    {
        var key = await _host.LoginAsync("juliet@capulet.example");
        var (status, made) = await _host.SendAsync("POST", "invitations", key, new JsonObject
        {
            ["host"] = "capulet.example",
            ["username"] = "tybalt",
            ["inviter"] = "romeo@capulet.example",
            ["role"] = "viewer",
        });
        Assert.That(status, Is.EqualTo(200), made?.ToJsonString());
        Assert.That(made!["uri"]!.ToString(), Does.StartWith("xmpp:tybalt@capulet.example?register;preauth="));
        Assert.That(made["page"]!.ToString(), Does.Contain("/invite/"));
        var (_, listed) = await _host.SendAsync("GET", "invitations", key);
        Assert.That(listed!["items"]!.AsArray().Single()!["id"]!.ToString(), Is.EqualTo(made["id"]!.ToString()));
        Assert.That(listed.ToJsonString(), Does.Not.Contain("preauth"), "a link is shown once");

        var invitation = await _host.Server.Invitations!.FindByIdAsync(made["id"]!.ToString(), default);
        await _host.Server.Invitations.RegisterAsync(
            invitation!, Jid.Parse("tybalt@capulet.example"), "secret", System.Net.IPAddress.Loopback, default);
        var rights = await _host.Administration.Administrators.RightsOfAsync(Jid.Parse("tybalt@capulet.example"), default);
        Assert.That((rights.At("capulet.example"), rights.At("verona.example")), Is.EqualTo((AdminRole.Viewer, AdminRole.None)));

        Assert.That((await _host.SendAsync("DELETE", $"invitations/{made["id"]}", key)).Status, Is.EqualTo(204));
        Assert.That((await _host.SendAsync("DELETE", $"invitations/{made["id"]}", key)).Status, Is.EqualTo(404));
    }

    [Test, Case("OPS-11")]
    public async Task Another_host_s_are_not_there()
    {
        var boss = await _host.LoginAsync("boss@capulet.example");
        var (_, made) = await _host.SendAsync("POST", "invitations", boss, new JsonObject { ["host"] = "verona.example" });
        var key = await _host.LoginAsync("juliet@capulet.example");
        Assert.That((await _host.SendAsync("GET", "invitations", key)).Body!["items"]!.AsArray(), Is.Empty);
        Assert.That((await _host.SendAsync("DELETE", $"invitations/{made!["id"]}", key)).Status, Is.EqualTo(404));
        Assert.That((await _host.SendAsync("POST", "invitations", key, new JsonObject { ["host"] = "verona.example" })).Status, Is.EqualTo(403));
        Assert.That((await _host.SendAsync("GET", "invitations", boss)).Body!["items"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test, Case("OPS-11")]
    public async Task It_lets_nobody_into_another_host_s_rooms()
    {
        var key = await _host.LoginAsync("juliet@capulet.example");
        var (status, _) = await _host.SendAsync("POST", "invitations", key, new JsonObject
        {
            ["host"] = "capulet.example",
            ["rooms"] = "board@conference.verona.example",
        });
        Assert.That(status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_link_sets_a_new_password_but_of_nobody_greater()
    {
        var key = await _host.LoginAsync("juliet@capulet.example");
        var (status, made) = await _host.SendAsync("POST", "accounts/romeo%40capulet.example/password-link", key);
        Assert.That(status, Is.EqualTo(200));
        Assert.That(made!["kind"]!.ToString(), Is.EqualTo("password"));
        Assert.That(made["page"]!.ToString(), Does.Contain("/invite/"));
        Assert.That((await _host.SendAsync("POST", "accounts/boss%40capulet.example/password-link", key)).Status, Is.EqualTo(403));
        Assert.That((await _host.SendAsync("POST", "accounts/nobody%40capulet.example/password-link", key)).Status, Is.EqualTo(404));
    }

    [TestCase("""{"host":"capulet.example","username":"romeo"}""", 409)]
    [TestCase("""{"host":"capulet.example","username":"a b"}""", 422)]
    [TestCase("""{"host":"capulet.example","username":"tybalt","uses":2}""", 422)]
    [TestCase("""{"host":"capulet.example","rooms":"hall@elsewhere.example"}""", 422)]
    [TestCase("""{"host":"capulet.example","rooms":"no address @"}""", 422)]
    [TestCase("""{"host":"capulet.example","role":"king"}""", 422)]
    [TestCase("""{"host":"capulet.example","inviter":"nobody@capulet.example"}""", 404)]
    [TestCase("""{"host":"elsewhere.example"}""", 403)]
    public async Task What_cannot_be_made_says_why(string body, int status)
    {
        var key = await _host.LoginAsync("juliet@capulet.example");
        Assert.That((await _host.SendAsync("POST", "invitations", key, JsonNode.Parse(body))).Status, Is.EqualTo(status));
        Assert.That((await _host.SendAsync("GET", "invitations", key)).Body!["items"]!.AsArray(), Is.Empty);
    }

    [Test, Spec("XEP-0401", "5.4")]
    public async Task Who_administers_may_invite_to_make_an_account()
    {
        var invitations = _host.Server.Invitations!;
        Assert.That(await invitations.MayInviteAccountsAsync(Jid.Parse("juliet@capulet.example"), default), Is.True);
        Assert.That(await invitations.MayInviteAccountsAsync(Jid.Parse("nurse@capulet.example"), default), Is.False);
        Assert.That(await invitations.MayInviteAccountsAsync(Jid.Parse("juliet@verona.example"), default), Is.False);
        Assert.That(
            (await invitations.CreateAsync(new(Jid.Parse("juliet@capulet.example"), "verona.example", InvitationKind.Account), default)).Refusal,
            Is.Not.Null);
    }
}
