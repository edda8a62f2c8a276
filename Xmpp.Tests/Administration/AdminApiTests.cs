using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Administration;
using Xmpp.Server.Administration.Rest;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Administration;

/// <summary>Administration over HTTP, with a real client (cases OPS-11, SECURITY 11).</summary>
public class AdminApiTests
{
    private ApiHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await ApiHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Logging_in_gives_a_cookie_that_no_script_and_no_other_page_can_use()
    {
        using var response = await _host.PostLoginAsync("juliet@capulet.example", "juliet");
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, Does.StartWith("__Host-xmppserver=xsa_").And.Contain("httponly").And.Contain("secure")
            .And.Contain("samesite=strict").And.Contain("path=/"));
        var key = cookie.Split(';')[0];
        Assert.That((await _host.SendAsync("GET", "me", key)).Status, Is.EqualTo(200));
        Assert.That((await _host.SendAsync("GET", "me", key, guard: false)).Status, Is.EqualTo(403), "a form of another page");
        Assert.That((await _host.SendAsync("GET", "me", null)).Status, Is.EqualTo(401));
        Assert.That((await _host.SendAsync("POST", "logout", key)).Status, Is.EqualTo(204));
        Assert.That((await _host.SendAsync("GET", "me", key)).Status, Is.EqualTo(401));
    }

    [TestCase("juliet@capulet.example", "wrong", "not-authorized")]
    [TestCase("nobody@capulet.example", "juliet", "not-authorized")]
    [TestCase("juliet@elsewhere.example", "juliet", "not-authorized")]
    [TestCase("juliet", "juliet", "not-authorized")]
    [TestCase("@", "juliet", "not-authorized")]
    [TestCase("romeo@capulet.example", "romeo", "no-role")]
    [TestCase("juliet@verona.example", "juliet", "no-role", Description = "the name alone is nothing (CVE-2020-8086)")]
    [Case("OPS-11")]
    public async Task Who_cannot_log_in(string account, string password, string code)
    {
        using var response = await _host.PostLoginAsync(account, password);
        Assert.That(response.StatusCode, Is.EqualTo(code == "no-role" ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized));
        Assert.That(JsonNode.Parse(await response.Content.ReadAsStringAsync())?["code"]?.ToString(), Is.EqualTo(code));
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test, Case("AUTH-06")]
    public async Task Guessing_is_stopped()
    {
        await using var host = await ApiHost.StartAsync(admin: options => options with { FailuresPerMinute = 3 });
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
            statuses.Add((await host.SendAsync("GET", "status", AdminTokens.Prefix + i)).Status);
        Assert.That(statuses, Is.EqualTo(new[] { 401, 401, 401, 429, 429 }));
        using var login = await host.PostLoginAsync("juliet@capulet.example", "juliet");
        Assert.That((int)login.StatusCode, Is.EqualTo(429), "neither with a password");
        Assert.That(login.Headers.Contains("Retry-After"), Is.True);
    }

    [Test]
    public async Task An_account_from_its_creation_to_its_end()
    {
        var key = await _host.LoginAsync("juliet@capulet.example");
        const string Tybalt = "accounts/tybalt%40capulet.example";
        var made = new JsonObject { ["jid"] = "tybalt@capulet.example", ["password"] = "Ratcatcher" };
        Assert.That((await _host.SendAsync("POST", "accounts", key, made.DeepClone())).Status, Is.EqualTo(204));
        Assert.That(await CodeAsync("POST", "accounts", key, made.DeepClone()), Is.EqualTo("409 exists"));
        var shown = (await _host.SendAsync("GET", Tybalt, key)).Body!;
        Assert.That((bool)shown["disabled"]!, Is.False);
        Assert.That(
            (await _host.SendAsync("PUT", Tybalt + "/disabled", key, new JsonObject { ["disabled"] = true })).Status, Is.EqualTo(204));
        Assert.That((bool)(await _host.SendAsync("GET", Tybalt, key)).Body!["disabled"]!, Is.True);
        Assert.That(
            (await _host.SendAsync("PUT", Tybalt + "/password", key, new JsonObject { ["password"] = "KingOfCats" })).Status,
            Is.EqualTo(204));
        Assert.That((int)(await _host.SendAsync("GET", Tybalt + "/offline", key)).Body!["count"]!, Is.Zero);
        var gone = await _host.SendAsync("DELETE", Tybalt, key);
        Assert.That(gone.Body?["erased"]?["accounts"]?.GetValue<int>(), Is.GreaterThan(0));
        Assert.That(await CodeAsync("GET", Tybalt, key), Is.EqualTo("404 not-found"));
        Assert.That(await CodeAsync("POST", "accounts", key, made.DeepClone()), Is.EqualTo("409 reserved"), "OPS-08");
        made["reserved"] = true;
        Assert.That((await _host.SendAsync("POST", "accounts", key, made.DeepClone())).Status, Is.EqualTo(204));
        var audit = (await _host.SendAsync("GET", "audit", key)).Body!;
        Assert.That(
            audit["items"]!.AsArray().Select(entry => $"{entry!["operation"]} {entry["outcome"]}"),
            Is.SupersetOf(new[] { "accounts.delete done", "accounts.password done", "accounts.create exists", "login done" }));
        Assert.That(audit.ToJsonString(), Does.Not.Contain("Ratcatcher").And.Not.Contain("KingOfCats"), "OPS-09");
    }

    [TestCase("GET", "accounts/juliet%40verona.example", null)]
    [TestCase("GET", "accounts/juliet%40nowhere.example", null)]
    [TestCase("GET", "accounts?host=verona.example", null)]
    [TestCase("GET", "sessions?host=verona.example", null)]
    [TestCase("GET", "rooms?host=verona.example", null)]
    [TestCase("GET", "rooms/court%40conference.verona.example", null)]
    [TestCase("GET", "audit?host=verona.example", null)]
    [TestCase("GET", "nodes/juliet%40verona.example", null)]
    [TestCase("GET", "federation/blocks", null)]
    [TestCase("GET", "configuration", null)]
    [TestCase("POST", "certificates/reload", null)]
    [TestCase("DELETE", "accounts/juliet%40verona.example", null)]
    [TestCase("PUT", "accounts/juliet%40verona.example/password", """{"password":"x"}""")]
    [TestCase("POST", "accounts", """{"jid":"x@verona.example","password":"x"}""")]
    [TestCase("PUT", "accounts/romeo%40capulet.example/role", """{"role":"admin","host":"verona.example"}""")]
    [TestCase("PUT", "accounts/romeo%40capulet.example/role", """{"role":"viewer","everywhere":true}""")]
    [TestCase("POST", "tokens", """{"name":"x","role":"viewer"}""")]
    [TestCase("POST", "tokens", """{"name":"x","role":"viewer","host":"verona.example"}""")]
    [TestCase("POST", "announcements", """{"host":"verona.example","text":"x"}""")]
    [TestCase("PUT", "accounts/boss%40capulet.example/password", """{"password":"x"}""", Description = "who is greater")]
    [TestCase("DELETE", "accounts/boss%40capulet.example", null)]
    [TestCase("DELETE", "accounts/boss%40capulet.example/second-factor", null)]
    [Case("OPS-11")]
    public async Task An_admin_of_one_host_may_nothing_at_another(string method, string path, string? body)
    {
        var key = await _host.LoginAsync("juliet@capulet.example");
        var answer = await _host.SendAsync(method, path, key, body is null ? null : JsonNode.Parse(body));
        Assert.That(answer.Status, Is.EqualTo(403), answer.Body?.ToJsonString());
        Assert.That(answer.Body?.ToJsonString(), Does.Not.Contain("verona"));
    }

    [Test, Case("OPS-11")]
    public async Task Lists_have_what_is_ones_own()
    {
        var (host, all) = (await _host.LoginAsync("juliet@capulet.example"), await _host.LoginAsync("boss@capulet.example"));
        foreach (var path in new[] { "accounts", "sessions", "rooms", "roles", "tokens", "audit", "statistics", "status", "certificates", "federation/links", "reports" })
        {
            var mine = await _host.SendAsync("GET", path, host);
            Assert.That(mine.Status, Is.EqualTo(200), path);
            Assert.That(mine.Body!.ToJsonString(), Does.Not.Contain("verona"), path);
        }
        Assert.That((await _host.SendAsync("GET", "accounts", all)).Body!.ToJsonString(), Does.Contain("juliet@verona.example"));
        Assert.That((await _host.SendAsync("GET", "statistics", host)).Body!["server"], Is.Null);
        Assert.That((await _host.SendAsync("GET", "statistics", all)).Body!["server"]!["sessions"], Is.Not.Null);
    }

    [Test]
    public async Task Half_a_character_is_no_text()
    {
        var key = await _host.LoginAsync("boss@capulet.example");
        foreach (var body in (string[])["{\"host\":\"capulet.example\",\"text\":\"a\\ud800\"}", "{\"\\udc00\":1}", "{\"text\":[{\"x\":\"\\ud800\\ud800\"}]}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "motd") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Cookie", key);
            request.Headers.Add(ApiAccess.Guard, "1");
            using var response = await _host.Client.SendAsync(request);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), body);
        }
        using var login = await _host.Client.PostAsync("login", new StringContent(
            "{\"jid\":\"boss@capulet.example\",\"password\":\"\\ud800\"}", Encoding.UTF8, "application/json"));
        Assert.That(login.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_database_that_fails_is_an_answer_that_says_so()
    {
        await _host.Server.Storage.WriteAsync((session, ct) => session.ExecuteAsync("DROP TABLE admin_tokens", null, ct), default);
        using var request = new HttpRequestMessage(HttpMethod.Get, "accounts");
        request.Headers.Authorization = new("Bearer", AdminTokens.NewSecret());
        using var response = await _host.Client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\"storage\"").And.Not.Contain("admin_tokens"));
    }

    [TestCase("reports"), TestCase("invitations")]
    public async Task A_cursor_of_nobodys_is_refused(string list)
    {
        var key = await _host.LoginAsync("boss@capulet.example");
        foreach (var cursor in (string[])["x", "%FF", "OTk5OTk5OTk5OTk5OTk5OTk5OSAxIA", "MSAx"])
            Assert.That(await CodeAsync("GET", $"{list}?cursor={cursor}", key), Is.EqualTo("422 invalid"), cursor);
    }

    [Test]
    public async Task Pages_have_everything_once()
    {
        var key = await _host.LoginAsync("boss@capulet.example");
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await _host.SendAsync("GET", "accounts?limit=2" + cursor, key)).Body!;
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["jid"]!.ToString()));
            cursor = page["next"] is { } next ? "&cursor=" + Uri.EscapeDataString(next.ToString()) : null;
        }
        while (cursor is not null);
        Assert.That(seen, Has.Count.EqualTo(6).And.Unique);
        var found = (await _host.SendAsync("GET", "accounts?search=LIE", key)).Body!;
        Assert.That(found["items"]!.AsArray().Select(item => item!["jid"]!.ToString()),
            Is.EqualTo(new[] { "juliet@capulet.example", "juliet@verona.example" }));
    }

    [TestCase("POST", "accounts", """{"jid":"x@capulet.example","password":"x","role":"admin"}""", "422 invalid")]
    [TestCase("POST", "accounts", """{"jid":"x@capulet.example"}""", "422 invalid")]
    [TestCase("POST", "accounts", """{"jid":"x@capulet.example/r","password":"x"}""", "422 invalid")]
    [TestCase("POST", "accounts", """{"jid":"x@capulet.example","password":""}""", "422 bad-password")]
    [TestCase("POST", "accounts", """{"jid":"x@capulet.example","password":7}""", "422 invalid")]
    [TestCase("POST", "accounts?jid=y%40capulet.example", """{"jid":"x@capulet.example","password":"x"}""", "422 invalid")]
    [TestCase("POST", "accounts", """{"jid":"x@nowhere.example","password":"x"}""", "422 not-hosted")]
    [TestCase("PUT", "accounts/romeo%40capulet.example/role", """{"role":"king"}""", "422 invalid")]
    [TestCase("PUT", "accounts/romeo%40capulet.example/disabled", """{"disabled":"yes"}""", "422 invalid")]
    [TestCase("PUT", "accounts/nobody%40capulet.example/role", """{"role":"admin"}""", "404 not-found")]
    [TestCase("GET", "accounts?limit=0", null, "422 invalid")]
    [TestCase("GET", "accounts?limit=1&limit=2", null, "422 invalid")]
    [TestCase("GET", "accounts?colour=red", null, "422 invalid")]
    [TestCase("GET", "sessions/../accounts/..%2f..%2flogin", null, "422 invalid")]
    [TestCase("GET", "Accounts/;/../me", null, "422 invalid")]
    [TestCase("GET", "nothing", null, "404 not-found")]
    [TestCase("PATCH", "accounts", null, "404 not-found")]
    [TestCase("POST", "configuration/reload", null, "501 unsupported")]
    [TestCase("POST", "federation/blocks", """{"pattern":"*"}""", "422 bad-pattern")]
    [TestCase("DELETE", "accounts/romeo%40capulet.example/sessions", null, "404 not-found")]
    [TestCase("DELETE", "tokens/none", null, "404 not-found")]
    public async Task What_is_not_right_is_refused(string method, string path, string? body, string expected) =>
        Assert.That(
            await CodeAsync(method, path, await _host.LoginAsync("boss@capulet.example"), body is null ? null : JsonNode.Parse(body)),
            Is.EqualTo(expected));

    [TestCase("text/plain", "{}", 415)]
    [TestCase("application/json; charset=utf-16", "{}", 415)]
    [TestCase("application/json", "{", 400)]
    [TestCase("application/json", "[]", 400)]
    [TestCase("application/json", """{"jid":"a","jid":"b"}""", 400)]
    public async Task Bodies_that_cannot_be_read(string type, string body, int status)
    {
        var key = await _host.LoginAsync("boss@capulet.example");
        using var request = new HttpRequestMessage(HttpMethod.Post, "accounts") { Content = new StringContent(body) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.Add("Cookie", key);
        request.Headers.Add("X-Xmppserver", "1");
        using var response = await _host.Client.SendAsync(request);
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task A_body_that_is_too_large_is_not_read()
    {
        var key = await _host.LoginAsync("boss@capulet.example");
        var body = new JsonObject { ["jid"] = "x@capulet.example", ["password"] = new string('x', 70_000) };
        Assert.That(await CodeAsync("POST", "accounts", key, body), Is.EqualTo("413 too-large"));
    }

    [Test]
    public async Task A_token_can_what_it_was_made_for_until_it_ends()
    {
        var boss = await _host.LoginAsync("boss@capulet.example");
        var made = (await _host.SendAsync("POST", "tokens", boss, new JsonObject
        {
            ["name"] = "monitor",
            ["role"] = "viewer",
            ["host"] = "capulet.example",
            ["days"] = 1,
        })).Body!;
        var token = made["token"]!.ToString();
        Assert.That(token, Does.Match("^xsa_[A-Za-z0-9_-]{43}$"));
        Assert.That((await _host.SendAsync("GET", "accounts", token, guard: false)).Status, Is.EqualTo(200));
        Assert.That(
            await CodeAsync("DELETE", "accounts/romeo%40capulet.example/sessions", token), Is.EqualTo("403 forbidden"));
        Assert.That(await CodeAsync("GET", "accounts?host=verona.example", token), Is.EqualTo("403 forbidden"));
        var listed = (await _host.SendAsync("GET", "tokens", boss)).Body!;
        Assert.That(listed.ToJsonString(), Does.Contain("monitor").And.Not.Contain(token));
        Assert.That(listed["items"]![0]!["lastUsed"], Is.Not.Null);
        Assert.That((await _host.SendAsync("DELETE", $"tokens/{made["id"]}", boss)).Status, Is.EqualTo(204));
        Assert.That((await _host.SendAsync("GET", "accounts", token)).Status, Is.EqualTo(401), "revoked");
    }

    [TestCase("evil.example", 404, Description = "a page whose name leads to this machine")]
    [TestCase("capulet.example", 404, Description = "a proxy that does not say for whom")]
    [TestCase("localhost", 401)]
    [TestCase("127.0.0.1", 401)]
    [Case("WEB-06")]
    public async Task In_clear_this_machine_is_asked_by_its_own_name(string name, int expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "status");
        request.Headers.Host = $"{name}:5281";
        using var response = await _host.Client.SendAsync(request);
        Assert.That((int)response.StatusCode, Is.EqualTo(expected));
    }

    [Test, Case("OPS-11")]
    public async Task Nodes_of_somebody_greater_stay()
    {
        var juliet = await _host.LoginAsync("juliet@capulet.example");
        Assert.That(await CodeAsync("DELETE", "nodes/boss%40capulet.example/node?node=x", juliet), Is.EqualTo("403 forbidden"));
        Assert.That(await CodeAsync("DELETE", "nodes/romeo%40capulet.example/node?node=x", juliet), Is.EqualTo("404 not-found"));
        Assert.That(await CodeAsync("DELETE", "nodes/pubsub.capulet.example/node?node=x", juliet), Is.EqualTo("404 not-found"));
    }

    [Test]
    public async Task A_session_alone_does_not_take_the_second_factor_away()
    {
        var boss = await _host.LoginAsync("boss@capulet.example");
        Assert.That((await _host.SendAsync("DELETE", "accounts/boss%40capulet.example/second-factor", boss)).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task What_an_account_loses_its_tokens_and_logins_lose()
    {
        var boss = await _host.LoginAsync("boss@capulet.example");
        var juliet = await _host.LoginAsync("juliet@capulet.example");
        var token = (await _host.SendAsync("POST", "tokens", juliet, new JsonObject
        {
            ["name"] = "mine",
            ["role"] = "admin",
            ["host"] = "capulet.example",
        })).Body!["token"]!.ToString();
        await _host.SendAsync("PUT", "accounts/juliet%40capulet.example/role", boss, new JsonObject { ["role"] = "viewer" });
        Assert.That((await _host.SendAsync("GET", "accounts", token)).Status, Is.EqualTo(200));
        Assert.That((await _host.SendAsync("GET", "audit", token)).Status, Is.EqualTo(403));
        Assert.That((await _host.SendAsync("GET", "audit", juliet)).Status, Is.EqualTo(403));
        await _host.SendAsync("PUT", "accounts/juliet%40capulet.example/password", boss, new JsonObject { ["password"] = "new" });
        Assert.That((await _host.SendAsync("GET", "accounts", juliet)).Status, Is.EqualTo(401), "another password");
        await _host.SendAsync("DELETE", "accounts/juliet%40capulet.example", boss);
        Assert.That((await _host.SendAsync("GET", "accounts", token)).Status, Is.EqualTo(401));
        // OPS-08: whoever has the name next has none of it
        await _host.Server.Accounts.CreateAsync(new(Jid.Parse("juliet@capulet.example"), "juliet") { TakesKept = true }, default);
        using var next = await _host.PostLoginAsync("juliet@capulet.example", "juliet");
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test, Spec("RFC 6238", "5.2")]
    public async Task A_one_time_code_works_once()
    {
        var key = await _host.LoginAsync("juliet@capulet.example");
        var begun = (await _host.SendAsync("POST", "second-factor", key)).Body!;
        Assert.That(begun["uri"]!.ToString(), Does.StartWith("otpauth://totp/").And.Contains($"secret={begun["secret"]}"));
        Assert.That(begun["qr"]!.ToString(), Does.StartWith("data:image/svg+xml,").And.Not.Contains("<"));
        Assert.That((await _host.SendAsync("GET", "me", key)).Body!["secondFactor"]!.GetValue<bool>(), Is.False, "not confirmed");
        Assert.That(await CodeAsync("POST", "second-factor/confirm", key, new JsonObject { ["code"] = "x" }), Is.EqualTo("422 bad-code"));
        var factor = (await new Xmpp.Storage.Stores(_host.Server.Storage, TimeProvider.System).SecondFactors
            .FindAsync(Jid.Parse("juliet@capulet.example"), default))!;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var codes = new OtpNet.Totp(factor.Secret);
        var (earlier, current) = (codes.ComputeTotp(now.AddSeconds(-30)), codes.ComputeTotp(now));
        var confirmed = await _host.SendAsync(
            "POST", "second-factor/confirm", key, new JsonObject { ["code"] = earlier });
        var recovery = confirmed.Body!["recoveryCodes"]!.AsArray().Select(code => code!.ToString()).ToList();
        Assert.That(recovery, Has.Count.EqualTo(10));
        Assert.That((await _host.SendAsync("GET", "me", key)).Body!["secondFactor"]!.GetValue<bool>(), Is.True);
        Assert.That(await LoginCodeAsync(null), Is.EqualTo("code-required"));
        Assert.That(await LoginCodeAsync(earlier), Is.EqualTo("not-authorized"), "taken already");
        Assert.That(await LoginCodeAsync(current), Is.EqualTo("done"));
        Assert.That(await LoginCodeAsync(current), Is.EqualTo("not-authorized"), "a replay");
        Assert.That(await LoginCodeAsync(recovery[0]), Is.EqualTo("done"));
        Assert.That(await LoginCodeAsync(recovery[0]), Is.EqualTo("not-authorized"), "it was one use");
        var boss = await _host.LoginAsync("boss@capulet.example");
        Assert.That(
            (await _host.SendAsync("DELETE", "accounts/juliet%40capulet.example/second-factor", boss)).Status, Is.EqualTo(204));
        Assert.That(await LoginCodeAsync(null), Is.EqualTo("done"));
    }

    [Test]
    public async Task A_login_ends_by_itself()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await ApiHost.StartAsync(time);
        var key = await host.LoginAsync("boss@capulet.example");
        time.Advance(TimeSpan.FromMinutes(29));
        Assert.That((await host.SendAsync("GET", "me", key)).Status, Is.EqualTo(200));
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.That((await host.SendAsync("GET", "me", key)).Status, Is.EqualTo(401));
        var made = await host.SendAsync("POST", "tokens", await host.LoginAsync("boss@capulet.example"),
            new JsonObject { ["name"] = "short", ["role"] = "viewer", ["days"] = 1 });
        var token = made.Body!["token"]!.ToString();
        time.Advance(TimeSpan.FromHours(23));
        Assert.That((await host.SendAsync("GET", "status", token)).Status, Is.EqualTo(200));
        time.Advance(TimeSpan.FromHours(1));
        Assert.That((await host.SendAsync("GET", "status", token)).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task To_others_there_is_nothing()
    {
        await using var host = await ApiHost.StartAsync(admin: options => options with { AllowFrom = ["192.0.2.0/24"] });
        Assert.That((await host.SendAsync("GET", "status", null)).Status, Is.EqualTo(404));
        using var login = await host.PostLoginAsync("juliet@capulet.example", "juliet");
        Assert.That((int)login.StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task Too_many_requests_of_one()
    {
        await using var host = await ApiHost.StartAsync(admin: options => options with { RequestsPerMinute = 10 });
        var key = await host.LoginAsync("boss@capulet.example");
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++)
            statuses.Add((await host.SendAsync("GET", "me", key)).Status);
        Assert.That(statuses[..10], Is.All.EqualTo(200));
        Assert.That(statuses[11], Is.EqualTo(429));
    }

    [Test]
    public async Task The_description_has_every_operation()
    {
        var document = (await _host.SendAsync("GET", "openapi.json", await _host.LoginAsync("peter@capulet.example"))).Body!;
        var described = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => method.Value!["operationId"]!.ToString()));
        Assert.That(described, Is.EquivalentTo(_host.Administration.Operations.All.Select(operation => operation.Name)));
    }

    private async Task<string> LoginCodeAsync(string? code)
    {
        using var response = await _host.PostLoginAsync("juliet@capulet.example", "juliet", code);
        return response.IsSuccessStatusCode
            ? "done"
            : JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.ToString();
    }

    private async Task<string> CodeAsync(string method, string path, string? key, JsonNode? body = null)
    {
        var answer = await _host.SendAsync(method, path, key, body);
        return $"{answer.Status} {(answer.Body as JsonObject)?["code"]}";
    }
}
