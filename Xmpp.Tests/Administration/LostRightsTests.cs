using System.Net;
using System.Text.Json.Nodes;
using Xmpp.Server.Administration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;

namespace Xmpp.Tests.Administration;

/// <summary>What somebody made by his rights is good for as long as he has them.</summary>
[Case("OPS-11")]
public class LostRightsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    private ApiHost _host = null!;
    private string _boss = "";
    private string _juliet = "";

    [SetUp]
    public async Task StartAsync()
    {
        _host = await ApiHost.StartAsync();
        _boss = await _host.LoginAsync("boss@capulet.example");
        _juliet = await _host.LoginAsync("juliet@capulet.example");
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    private static readonly string[] s_ways = ["role", "disabled", "deleted"];

    [TestCaseSource(nameof(s_ways))]
    public async Task A_token_ends_with_its_makers_rights(string way)
    {
        var token = (await _host.SendAsync("POST", "tokens", _juliet, new JsonObject
        {
            ["name"] = "backup",
            ["role"] = "viewer",
            ["host"] = "capulet.example",
        })).Body!["token"]!.ToString();
        Assert.That((await _host.SendAsync("GET", "accounts", token)).Status, Is.EqualTo(200));
        await LoseAsync(way);
        Assert.That((await _host.SendAsync("GET", "accounts", token)).Status, Is.EqualTo(401));
    }

    [TestCaseSource(nameof(s_ways))]
    public async Task An_invitation_ends_with_its_makers_rights(string way)
    {
        var links = new List<JsonNode>
        {
            (await _host.SendAsync("POST", "invitations", _juliet, new JsonObject { ["host"] = "capulet.example" })).Body!,
            (await _host.SendAsync("POST", "invitations", _juliet, new JsonObject { ["host"] = "capulet.example", ["role"] = "admin" })).Body!,
            (await _host.SendAsync("POST", "accounts/romeo%40capulet.example/password-link", _juliet)).Body!,
        };
        foreach (var link in links)
            Assert.That(await IsGoodAsync(link), Is.True, link.ToJsonString());
        await LoseAsync(way);
        foreach (var link in links)
            Assert.That(await IsGoodAsync(link), Is.False, link.ToJsonString());
    }

    [Test]
    public async Task A_password_link_for_somebody_who_has_become_greater_is_none()
    {
        var link = (await _host.SendAsync("POST", "accounts/romeo%40capulet.example/password-link", _juliet)).Body!;
        await SetRoleAsync("romeo@capulet.example", "admin", everywhere: true);
        Assert.That(await IsGoodAsync(link), Is.False);
    }

    [Test]
    public async Task Others_and_the_operators_stay()
    {
        var boss = (await _host.SendAsync("POST", "invitations", _boss, new JsonObject { ["host"] = "capulet.example" })).Body!;
        await LoseAsync("deleted");
        Assert.That(await IsGoodAsync(boss), Is.True);
    }

    [Test]
    public async Task A_token_makes_no_tokens_and_its_name_is_its_owners_own()
    {
        var wanted = new JsonObject { ["name"] = "backup", ["role"] = "admin" };
        var token = (await _host.SendAsync("POST", "tokens", _boss, wanted.DeepClone())).Body!["token"]!.ToString();
        Assert.That((await _host.SendAsync("POST", "tokens", _boss, wanted.DeepClone())).Body?["code"]?.ToString(), Is.EqualTo("exists"));
        wanted["name"] = "another";
        Assert.That((await _host.SendAsync("POST", "tokens", token, wanted)).Status, Is.EqualTo(403));
        Assert.That((await _host.SendAsync("GET", "tokens", _boss)).Body!["items"]!.AsArray(), Has.Count.EqualTo(1));
        var audit = (await _host.SendAsync("GET", "audit", _boss)).Body!["items"]!.AsArray();
        Assert.That(audit.Select(entry => $"{entry!["actor"]} {entry["outcome"]}"), Does.Contain("token:backup of boss@capulet.example forbidden"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nothing_that_a_token_makes_gives_rights_that_outlive_it(bool isOwned)
    {
        var wanted = new JsonObject { ["name"] = "backup", ["role"] = "admin" };
        var token = isOwned
            ? (await _host.SendAsync("POST", "tokens", _boss, wanted)).Body!["token"]!.ToString()
            : (await _host.Administration.Runner.RunAsync(
                _host.Administration.Operations.Find("tokens.create")!, Actor.CommandLine, wanted, default)).Body!["token"]!.ToString();
        foreach (var (method, path, body) in new[]
        {
            ("PUT", "accounts/romeo%40capulet.example/role", """{"role":"admin"}"""),
            ("POST", "invitations", """{"host":"capulet.example","role":"viewer"}"""),
            ("POST", "accounts/romeo%40capulet.example/password-link", "{}"),
            ("PUT", "accounts/juliet%40capulet.example/password", """{"password":"stolen"}"""),
            ("DELETE", "accounts/juliet%40capulet.example/second-factor", null),
        })
        {
            Assert.That((await _host.SendAsync(method, path, token, body is null ? null : JsonNode.Parse(body))).Status, Is.EqualTo(403), path);
        }
        foreach (var forEver in new[] { 0, 315_360_000 })
        {
            var body = new JsonObject { ["host"] = "capulet.example", ["expire"] = forEver };
            Assert.That((await _host.SendAsync("POST", "invitations", token, body.DeepClone())).Status, Is.EqualTo(422));
            Assert.That((await _host.SendAsync("POST", "invitations", _boss, body)).Status, Is.EqualTo(200), "it is about tokens");
        }
        var (status, made) = await _host.SendAsync("POST", "invitations", token, new JsonObject { ["host"] = "capulet.example" });
        Assert.That(status, Is.EqualTo(200));
        Assert.That(made!["expires"], Is.Not.Null);
        var password = new JsonObject { ["password"] = "new" };
        Assert.That((await _host.SendAsync("PUT", "accounts/romeo%40capulet.example/password", token, password)).Status, Is.EqualTo(204), "he has no rights");
    }

    private async Task<bool> IsGoodAsync(JsonNode made) =>
        (await _host.Server.Invitations!.FindAsync(made["page"]!.ToString().Split('/')[^1], IPAddress.Loopback, default)).Invitation is not null;

    private async Task LoseAsync(string way)
    {
        if (way == "role")
            await SetRoleAsync("juliet@capulet.example", "none");
        else if (way == "disabled")
            await _host.Server.Accounts.SetDisabledAsync(s_juliet, true, default);
        else
            await _host.Server.Accounts.DeleteAsync(s_juliet, default);
        var rights = await _host.Administration.Administrators.RightsOfAsync(s_juliet, default);
        Assert.That(rights.At("capulet.example"), Is.EqualTo(way == "disabled" ? AdminRole.Admin : AdminRole.None));
    }

    private async Task SetRoleAsync(string account, string role, bool everywhere = false) => Assert.That(
        (await _host.SendAsync("PUT", $"accounts/{Uri.EscapeDataString(account)}/role", _boss, new JsonObject
        {
            ["role"] = role,
            ["everywhere"] = everywhere,
        })).Status,
        Is.EqualTo(204));
}
