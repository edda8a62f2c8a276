using System.Net;
using System.Text.Json.Nodes;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Administration;

/// <summary>Who is named in <c>hosts.admins</c> at a reload may at once, and who is not named any more may not.</summary>
[Case("OPS-11"), Case("OPS-07")]
public class ConfiguredAdminTests
{
    private const string Romeo = "romeo@capulet.example";

    private ApiHost _host = null!;
    private CancellationTokenSource _patience;

    [SetUp]
    public async Task StartAsync()
    {
        _patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _host = await ApiHost.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        _patience.Dispose();
    }

    [Test]
    public async Task All_that_he_has_by_it_comes_and_goes_with_his_name()
    {
        var ct = _patience.Token;
        using (var refused = await _host.PostLoginAsync(Romeo, "romeo"))
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        await using var romeo = await WireConnection.ConnectAsync("romeo", _host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(romeo, Romeo, "romeo", "r", ct);
        Assert.That(await CommandAsync(romeo, "action='execute'"), Does.Contain("forbidden"));

        Name(Romeo);
        var page = await _host.LoginAsync(Romeo);
        var token = (await _host.SendAsync("POST", "tokens", page, new JsonObject
        {
            ["name"] = "backup",
            ["role"] = "viewer",
            ["host"] = "capulet.example",
        })).Body!["token"]!.ToString();
        var invitation = (await _host.SendAsync("POST", "invitations", page, new JsonObject { ["host"] = "capulet.example" })).Body!;
        var started = await CommandAsync(romeo, "action='execute'");
        Assert.That(started, Does.Contain("executing"));
        foreach (var identity in new[] { page, token })
        {
            Assert.That((await _host.SendAsync("GET", "accounts?host=capulet.example", identity)).Status, Is.EqualTo(200));
            Assert.That((await _host.SendAsync("GET", "accounts?host=verona.example", identity)).Status, Is.EqualTo(403), "of this host alone");
        }
        Assert.That(await IsGoodAsync(invitation), Is.True);

        Name();
        foreach (var identity in new[] { page, token })
            Assert.That((await _host.SendAsync("GET", "accounts?host=capulet.example", identity)).Status, Is.EqualTo(401));
        Assert.That(await IsGoodAsync(invitation), Is.False);
        var form = $"sessionid='{started.Split("sessionid=\"")[1].Split('"')[0]}' action='complete'";
        Assert.That(await CommandAsync(romeo, form, Paris("capulet.example")), Does.Contain("forbidden"));
        Assert.That(await CommandAsync(romeo, "action='execute'"), Does.Contain("forbidden"));
        Assert.That((await _host.Server.Accounts.ListAsync("capulet.example", null, 10, ct)).Select(account => account.Jid.Local), Does.Not.Contain("paris"));
        Name(Romeo);
        Assert.That((await _host.SendAsync("GET", "accounts?host=capulet.example", page)).Status, Is.EqualTo(401), "a login that ended does not come back");
    }

    [Test]
    public async Task What_the_database_gives_is_his_whatever_the_file_says()
    {
        var nurse = Jid.Parse("nurse@capulet.example"); // its moderator
        Name(nurse.ToString(), "juliet@capulet.example");
        Assert.That(await RoleAsync(nurse), Is.EqualTo(AdminRole.Admin), "the greater of the two");
        await SetRoleAsync(nurse.ToString(), "none");
        Assert.That(await RoleAsync(nurse), Is.EqualTo(AdminRole.Admin), "the file's is taken away in the file");
        await SetRoleAsync(nurse.ToString(), "viewer");
        Name();
        Assert.That(await RoleAsync(nurse), Is.EqualTo(AdminRole.Viewer));
        Assert.That(await RoleAsync(Jid.Parse("juliet@capulet.example")), Is.EqualTo(AdminRole.Admin), "the database's");
    }

    [Test, Case("OPS-11")]
    public async Task A_name_that_is_not_taken_yet_is_kept_at_once()
    {
        Name("tybalt@capulet.example");
        Assert.That(_host.Server.C2s.Hosts.IsAdmin(Jid.Parse("tybalt@capulet.example")), Is.True);
        Name();
        Assert.That(_host.Server.C2s.Hosts.IsAdmin(Jid.Parse("tybalt@capulet.example")), Is.False);
        Assert.That(await RoleAsync(Jid.Parse("tybalt@capulet.example")), Is.EqualTo(AdminRole.None));
    }

    private void Name(params string[] admins)
    {
        var configuration = _host.Server.Configuration;
        var hosts = configuration.Options.Hosts;
        var changes = configuration.Take(configuration.Options with { Hosts = [hosts[0] with { Admins = admins }, .. hosts.Skip(1)] });
        Assert.That(changes.Live, Is.EqualTo(new[] { "hosts[capulet.example].admins" }));
        Assert.That(changes.AtRestart, Is.Empty);
    }

    private async Task<AdminRole> RoleAsync(Jid account) =>
        (await _host.Administration.Administrators.RightsOfAsync(account, _patience.Token)).At("capulet.example");

    private async Task SetRoleAsync(string account, string role) => await _host.Administration.Runner.RunAsync(
        _host.Administration.Operations.Find("accounts.role")!, Xmpp.Server.Administration.Actor.CommandLine,
        new JsonObject { ["jid"] = account, ["role"] = role }, _patience.Token);

    private async Task<bool> IsGoodAsync(JsonNode made) =>
        (await _host.Server.Invitations!.FindAsync(made["page"]!.ToString().Split('/')[^1], IPAddress.Loopback, default)).Invitation is not null;

    private async Task<string> CommandAsync(WireConnection connection, string attributes, string form = "")
    {
        var id = Guid.NewGuid().ToString("N");
        await connection.SendAsync(
            $"<iq type='set' id='{id}' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' "
            + $"node='http://jabber.org/protocol/admin#add-user' {attributes}>{form}</command></iq>", _patience.Token);
        while (true)
        {
            if ((await connection.NextAsync(_patience.Token)).Element is { } element && (string?)element.Attribute("id") == id)
                return element.ToString();
        }
    }

    private static string Paris(string host) =>
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/admin</value></field>"
        + $"<field var='accountjid'><value>paris@{host}</value></field><field var='password'><value>x</value></field></x>";
}
