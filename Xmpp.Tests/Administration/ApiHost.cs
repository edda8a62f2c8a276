using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xmpp.Server.Administration;
using Xmpp.Server.Administration.Rest;
using Xmpp.Server.Configuration;

namespace Xmpp.Tests.Administration;

/// <summary>A server with the accounts that administer, and what asks it over HTTP.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly TestHost _host;

    private ApiHost(TestHost host, HttpClient client)
    {
        _host = host;
        Client = client;
    }

    public Server.ServerHost Server => _host.Server;
    public AdministrationServices Administration => _host.Server.Administration;
    public HttpClient Client { get; }

    /// <summary>Of capulet.example: boss everywhere, juliet its admin, nurse its moderator, peter its viewer, romeo nothing.</summary>
    public static async Task<ApiHost> StartAsync(TimeProvider? time = null, Func<AdminOptions, AdminOptions>? admin = null)
    {
        var host = await TestHost.StartAsync(
            time: time,
            configure: options => TestHost.WithHttp(options) with { Admin = admin?.Invoke(options.Admin) ?? options.Admin },
            accounts:
            [
                "boss@capulet.example", "juliet@capulet.example", "nurse@capulet.example", "peter@capulet.example",
                "romeo@capulet.example", "juliet@verona.example",
            ]);
        var roles = host.Server.Administration.Operations.Find("accounts.role")!;
        foreach (var (account, role, everywhere) in new[]
        {
            ("boss@capulet.example", "admin", true), ("juliet@capulet.example", "admin", false),
            ("nurse@capulet.example", "moderator", false), ("peter@capulet.example", "viewer", false),
        })
        {
            await host.Server.Administration.Runner.RunAsync(
                roles, Actor.CommandLine,
                new JsonObject { ["jid"] = account, ["role"] = role, ["everywhere"] = everywhere }, CancellationToken.None);
        }
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = new Uri($"http://{host.Server.WebEndPoints[0]}/api/v1/"),
        };
        return new ApiHost(host, client);
    }

    /// <summary>The cookie of a login.</summary>
    public async Task<string> LoginAsync(string account, string? code = null)
    {
        using var response = await PostLoginAsync(account, TestHost.PasswordOf(account), code);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public Task<HttpResponseMessage> PostLoginAsync(string account, string password, string? code = null)
    {
        var body = new JsonObject { ["jid"] = account, ["password"] = password };
        if (code is not null)
            body["code"] = code;
        return Client.PostAsync("login", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
    }

    /// <summary>A request with what identifies it: a cookie or a token.</summary>
    public async Task<(int Status, JsonNode? Body)> SendAsync(
        string method, string path, string? identity, JsonNode? body = null, bool guard = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (identity?.StartsWith(AdminTokens.Prefix, StringComparison.Ordinal) == true)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", identity);
        else if (identity is not null)
            request.Headers.Add("Cookie", identity);
        if (guard)
            request.Headers.Add(ApiAccess.Guard, "1");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True, path);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
