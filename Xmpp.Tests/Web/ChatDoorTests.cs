using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Web;

/// <summary>/chat, with a few files in place of Converse.js.</summary>
public class ChatDoorTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void SetUp() => _directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public async Task The_page_loads_only_what_is_here_and_no_script_within_itself()
    {
        await using var host = await StartAsync(WithFiles());
        using var client = ClientOf(host);
        using var response = await client.GetAsync("/chat");
        var html = await response.Content.ReadAsStringAsync();
        var policy = string.Join("", response.Headers.GetValues("Content-Security-Policy"));
        Assert.Multiple(() =>
        {
            Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("script-src 'self' 'wasm-unsafe-eval';").And.Contain("style-src 'self' 'sha256-"));
            Assert.That(policy, Does.Not.Contain("'unsafe-eval'").And.Contain("frame-ancestors 'none'"));
            Assert.That(html, Does.Contain("data-host=\"capulet.example\"").And.Contain("data-registration=\"false\"").And.Contain("data-assets=\"/chat/0123abcd/\""));
            Assert.That(html, Does.Not.Contain("<script>").And.Not.Contain("<style"));
        });
        foreach (var address in html.Split('"').Where(part => part.StartsWith("/chat/", StringComparison.Ordinal) && part.Contains('.')))
        {
            using var file = await client.GetAsync(address);
            Assert.That(file.StatusCode, Is.EqualTo(HttpStatusCode.OK), address);
            Assert.That(file.Headers.CacheControl?.ToString(), Does.Contain("immutable"), address);
        }
    }

    [TestCase("emoji.json", "application/json")]
    [TestCase("converse.min.js", "text/javascript")]
    [TestCase("converse.min.css", "text/css")]
    [TestCase("curve.wasm", "application/wasm")]
    [TestCase("webfonts/icons.woff2", "font/woff2")]
    public async Task Files_have_their_types(string name, string type)
    {
        await using var host = await StartAsync(WithFiles());
        using var client = ClientOf(host);
        using var response = await client.GetAsync($"/chat/0123abcd/{name}");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
        Assert.That(string.Join("", response.Headers.GetValues("X-Content-Type-Options")), Is.EqualTo("nosniff"));
    }

    [TestCase("/chat/0123abcd/none.js")]
    [TestCase("/chat/another/converse.min.js")]
    [TestCase("/chat/0123abcd/")]
    [TestCase("/chat/0123abcd/version")]
    [TestCase("/chat/0123abcd/../secret.js")]
    [TestCase("/chat/0123abcd/..%2fsecret.js")]
    [TestCase("/chat/0123abcd/%2e%2e/secret.js")]
    public async Task Nothing_else_is_served(string path)
    {
        await File.WriteAllTextAsync(_directory["secret.js"], "secret");
        await using var host = await StartAsync(WithFiles());
        using var client = ClientOf(host);
        using var response = await client.GetAsync(path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Packed_files_go_to_who_can_unpack_them()
    {
        await using var host = await StartAsync(WithFiles());
        using var client = ClientOf(host);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/chat/0123abcd/emoji.json");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var response = await client.SendAsync(request);
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("packed"));
        Assert.That(await client.GetStringAsync("/chat/0123abcd/emoji.json"), Is.EqualTo("{}"));
    }

    [Test]
    public async Task The_host_is_the_one_in_the_address_or_the_first()
    {
        await using var host = await StartAsync(WithFiles());
        using var client = ClientOf(host);
        foreach (var (name, expected) in new[] { ("verona.example", "verona.example"), ("VERONA.example:5443", "verona.example"), ("127.0.0.1", "capulet.example") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/chat");
            request.Headers.Host = name;
            using var response = await client.SendAsync(request);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain($"data-host=\"{expected}\""));
        }
    }

    [Test]
    public async Task Without_its_files_it_says_what_is_missing()
    {
        await using var host = await StartAsync(_directory["nothing"]);
        using var client = ClientOf(host);
        using var response = await client.GetAsync("/chat");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("make web"));
        Assert.That(host.Server.Chat?.IsComplete, Is.False);
    }

    [Test]
    public async Task Switched_off_it_is_not_there()
    {
        await using var host = await StartAsync(WithFiles(), isOn: false);
        using var client = ClientOf(host);
        Assert.That((await client.GetAsync("/chat")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await client.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private string WithFiles()
    {
        var place = _directory["converse"];
        Directory.CreateDirectory(Path.Combine(place, "webfonts"));
        foreach (var (name, text) in new[]
        {
            ("version", "0123abcd\n"), ("converse.min.js", "export default 1"), ("converse.min.css", "a{}"), ("emoji.json", "{}"),
            ("emoji.json.gz", "packed"), ("curve.wasm", ""), ("webfonts/icons.woff2", ""),
        })
        {
            File.WriteAllText(Path.Combine(place, name), text);
        }
        return place;
    }

    private static Task<TestHost> StartAsync(string files, bool isOn = true) => TestHost.StartAsync(configure: o => TestHost.WithHttp(o) with
    {
        Web = new WebOptions { Chat = isOn, ChatDirectory = files },
    });

    private static HttpClient ClientOf(TestHost host) => new() { BaseAddress = new Uri($"http://{host.Server.WebEndPoints[0]}") };
}
