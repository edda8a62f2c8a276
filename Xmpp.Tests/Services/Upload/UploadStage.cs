using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Services.Upload;

/// <summary>A server with its web server open, juliet and romeo logged in, and a client of HTTP.</summary>
internal sealed class UploadStage : IAsyncDisposable
{
    private static readonly XNamespace s_ns = "urn:xmpp:http:upload:0";

    private readonly Dictionary<string, WireConnection> _connections = [];
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private int _id;

    private UploadStage(TestHost host, FakeTimeProvider time)
    {
        Host = host;
        Time = time;
    }

    public TestHost Host { get; }
    public FakeTimeProvider Time { get; }
    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };
    public CancellationToken Ct => _patience.Token;

    /// <summary>Where the files are.</summary>
    public required string Folder { get; init; }

    public string Origin => $"http://127.0.0.1:{Host.Server.WebEndPoints[0].Port}";

    public static async Task<UploadStage> StartAsync(
        Func<UploadOptions, UploadOptions>? upload = null, Func<ServerOptions, ServerOptions>? configure = null)
    {
        var time = new FakeTimeProvider(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var folder = "";
        var host = await TestHost.StartAsync(
            time: time,
            configure: options =>
            {
                folder = Path.Combine(options.DataDirectory, "uploads");
                options = TestHost.WithHttp(options) with
                {
                    Upload = new UploadOptions { MinFreeBytes = 0 },
                    Limits = options.Limits with { IdleTimeout = TimeSpan.Zero }, // the clock jumps
                };
                options = options with { Upload = upload?.Invoke(options.Upload) ?? options.Upload };
                return configure?.Invoke(options) ?? options;
            },
            accounts: ["juliet@capulet.example", "romeo@capulet.example", "juliet@verona.example"]);
        return new UploadStage(host, time) { Folder = folder };
    }

    /// <summary>Asks for a slot; the addresses with the test's own port where the host's name stands.</summary>
    public async Task<(Uri Put, Uri Get)> SlotAsync(
        string name, long size, string? type = null, string account = "juliet@capulet.example", string purpose = "")
    {
        var answer = await AskAsync(name, size, type, account, purpose);
        var slot = answer.Element(s_ns + "slot") ?? throw new InvalidOperationException(answer.ToString());
        return (UrlOf("put"), UrlOf("get"));

        Uri UrlOf(string kind) => Here(slot.Element(s_ns + kind)?.Attribute("url")?.Value ?? "");
    }

    /// <summary>The error condition of a refused request.</summary>
    public async Task<string?> RefusalAsync(
        string name, long size, string? type = null, string account = "juliet@capulet.example", string purpose = "") =>
        (await AskAsync(name, size, type, account, purpose)).Elements().SingleOrDefault(e => e.Name.LocalName == "error")
            ?.Elements().First().Name.LocalName;

    /// <summary>Uploads it as a client does.</summary>
    public async Task<Uri> UploadAsync(
        string name, byte[] data, string? type = null, string account = "juliet@capulet.example", string purpose = "")
    {
        var (put, get) = await SlotAsync(name, data.Length, type, account, purpose);
        Assert.That(await PutAsync(put, data, type), Is.EqualTo(HttpStatusCode.Created));
        return get;
    }

    public async Task<HttpStatusCode> PutAsync(Uri url, byte[] data, string? type = null)
    {
        using var content = new ByteArrayContent(data);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await Http.PutAsync(url, content, Ct);
        return response.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, Ct);
    }

    public async Task<HttpStatusCode> StatusAsync(Uri url)
    {
        using var response = await Http.GetAsync(url, Ct);
        return response.StatusCode;
    }

    /// <summary>The contents on disk, and what is coming in.</summary>
    public List<string> Files() => [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)];

    /// <summary>Runs retention to its end.</summary>
    public async Task PurgeAsync() => await Host.Server.Uploads.PurgeExpiredAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
            await connection.DisposeAsync();
        Http.Dispose();
        await Host.DisposeAsync();
        _patience.Dispose();
    }

    private Uri Here(string url)
    {
        var given = new Uri(url);
        Assert.That(given.AbsoluteUri, Is.EqualTo(url), "RFC 3986, percent-encoded");
        return new Uri(Origin + given.AbsolutePath);
    }

    private async Task<XElement> AskAsync(string name, long size, string? type, string account, string purpose)
    {
        var client = await ClientAsync(account);
        var request = new XElement(s_ns + "request", new XAttribute("filename", name), new XAttribute("size", size),
            type is null ? null : new XAttribute("content-type", type));
        var text = request.ToString().Replace("/>", $">{purpose}</request>");
        var service = $"upload.{account[(account.IndexOf('@', StringComparison.Ordinal) + 1)..]}";
        await client.SendAsync($"<iq type='get' id='u{++_id}' to='{service}'>{text}</iq>", Ct);
        return (await client.NextAsync(Ct)).Element ?? throw new InvalidOperationException();
    }

    private async Task<WireConnection> ClientAsync(string account)
    {
        if (_connections.TryGetValue(account, out var known))
            return known;
        var connection = await WireConnection.ConnectAsync(account, Host.Server.C2sEndPoint!, Ct);
        _connections.Add(account, connection);
        await WireLogin.LogInAsync(connection, account, TestHost.PasswordOf(account), "r", Ct);
        return connection;
    }
}
