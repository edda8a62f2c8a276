using System.Net;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Server.Services.Upload;

namespace Xmpp.Tests.Services.Upload;

/// <summary>Getting files: what a browser may make of them, parts, caches, and when they are gone.</summary>
[Case("WEB-12")]
public sealed class UploadGetTests
{
    private static readonly byte[] s_data = Encoding.ASCII.GetBytes("0123456789");

    private UploadStage? _stage;

    private UploadStage Stage => _stage ?? throw new InvalidOperationException();

    [TearDown]
    public async Task EndAsync()
    {
        if (_stage is not null)
            await _stage.DisposeAsync();
    }

    [TestCase("evil.html", "text/html", "attachment")]
    [TestCase("evil.svg", "image/svg+xml", "attachment")]
    [TestCase("evil.xml", "text/xml", "attachment")]
    [TestCase("evil.pdf", "application/pdf", "attachment")]
    [TestCase("cat.jpg", "image/jpeg", "inline")]
    [TestCase("cat.mp4", "video/mp4", "inline")]
    [TestCase("cat.ogg", "audio/ogg", "inline")]
    public async Task Nothing_of_a_file_runs(string name, string type, string disposition)
    {
        _stage = await UploadStage.StartAsync();
        var get = await Stage.UploadAsync(name, s_data, type);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var response = await Stage.SendAsync(method, get);
            Assert.Multiple(() =>
            {
                Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
                Assert.That(Header(response, "Content-Security-Policy"), Does.StartWith("default-src 'none';").And.EndsWith("; sandbox"));
                Assert.That(Header(response, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
                Assert.That(Header(response, "Content-Disposition"), Is.EqualTo($"{disposition}; filename={name}; filename*=UTF-8''{name}"));
                Assert.That(Header(response, "Content-Type"), Is.EqualTo(type));
                Assert.That(Header(response, "Content-Length"), Is.EqualTo("10"));
                Assert.That(Header(response, "Accept-Ranges"), Is.EqualTo("bytes"));
                Assert.That(Header(response, "Cache-Control"), Is.EqualTo("max-age=86400, private"));
                Assert.That(Header(response, "ETag"), Does.Match("^\"[0-9a-f]{32}\"$"));
                Assert.That(Header(response, "Last-Modified"), Is.EqualTo("Fri, 02 Jan 2026 03:04:05 GMT"));
            });
        }
    }

    [Test]
    public async Task A_name_in_a_header_cannot_break_out_of_it()
    {
        _stage = await UploadStage.StartAsync();
        var get = await Stage.UploadAsync("a\"; x=y ü.txt", s_data);
        using var response = await Stage.SendAsync(HttpMethod.Get, get);
        Assert.That(response.Content.Headers.ContentDisposition?.FileNameStar, Is.EqualTo("a\"; x=y ü.txt"));
    }

    [Test]
    public async Task An_answer_that_is_none_has_the_same_headers()
    {
        _stage = await UploadStage.StartAsync();
        using var response = await Stage.SendAsync(HttpMethod.Get, new Uri(Stage.Origin + "/upload/x/evil.html"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Header(response, "Content-Security-Policy"), Does.Contain("sandbox"));
        Assert.That(Header(response, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
    }

    [TestCase("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [TestCase("bytes=-3", 206, "789", "bytes 7-9/10")]
    [TestCase("bytes=8-", 206, "89", "bytes 8-9/10")]
    [TestCase("bytes=10-", 416, "", "bytes */10")]
    [TestCase("bytes=0-1,3-4", 200, "0123456789", null)]
    [Spec("RFC 9110", "14")]
    public async Task A_part_is_given(string range, int status, string body, string? contentRange)
    {
        _stage = await UploadStage.StartAsync();
        var get = await Stage.UploadAsync("a.txt", s_data);
        using var response = await Stage.SendAsync(HttpMethod.Get, get, ("Range", range));
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(await response.Content.ReadAsStringAsync(Stage.Ct), Is.EqualTo(body));
        Assert.That(Header(response, "Content-Range"), Is.EqualTo(contentRange));
        using var head = await Stage.SendAsync(HttpMethod.Head, get, ("Range", range));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK), "§14.2: of GET only");
    }

    [Test, Spec("RFC 9110", "13")]
    public async Task What_the_client_has_is_not_sent_again()
    {
        _stage = await UploadStage.StartAsync();
        var get = await Stage.UploadAsync("a.txt", s_data);
        string tag;
        using (var first = await Stage.SendAsync(HttpMethod.Get, get))
            tag = Header(first, "ETag")!;
        Assert.That(await StatusAsync(("If-None-Match", tag)), Is.EqualTo(304));
        Assert.That(await StatusAsync(("If-None-Match", $"\"x\", W/{tag}")), Is.EqualTo(304));
        Assert.That(await StatusAsync(("If-None-Match", "*")), Is.EqualTo(304));
        Assert.That(await StatusAsync(("If-None-Match", "\"x\"")), Is.EqualTo(200));
        Assert.That(await StatusAsync(("If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT")), Is.EqualTo(304));
        Assert.That(await StatusAsync(("If-Modified-Since", "Fri, 02 Jan 2026 03:04:04 GMT")), Is.EqualTo(200));
        Assert.That(await StatusAsync(("Range", "bytes=1-1"), ("If-Range", tag)), Is.EqualTo(206));
        Assert.That(await StatusAsync(("Range", "bytes=1-1"), ("If-Range", "\"x\"")), Is.EqualTo(200));
        Assert.That(await StatusAsync(("Range", "bytes=1-1"), ("If-Range", "Fri, 02 Jan 2026 03:04:05 GMT")), Is.EqualTo(206));

        async Task<int> StatusAsync(params (string, string)[] headers)
        {
            using var response = await Stage.SendAsync(HttpMethod.Get, get, headers);
            return (int)response.StatusCode;
        }
    }

    [Test, Case("WEB-06")]
    public async Task Pages_of_other_origins_may_use_it_unless_some_are_named()
    {
        _stage = await UploadStage.StartAsync();
        var get = await Stage.UploadAsync("a.txt", s_data);
        using (var preflight = await Stage.SendAsync(
            HttpMethod.Options, get, ("Origin", "https://chat.example"), ("Access-Control-Request-Method", "PUT")))
        {
            Assert.That(preflight.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(Header(preflight, "Access-Control-Allow-Origin"), Is.EqualTo("*"));
            Assert.That(Header(preflight, "Access-Control-Allow-Methods"), Is.EqualTo("OPTIONS, HEAD, GET, PUT"));
            Assert.That(Header(preflight, "Access-Control-Allow-Headers"), Does.Contain("Content-Type"));
            Assert.That(Header(preflight, "Access-Control-Allow-Credentials"), Is.Null, "there are none");
        }
        using var response = await Stage.SendAsync(HttpMethod.Get, get, ("Origin", "https://chat.example"));
        Assert.That(Header(response, "Access-Control-Allow-Origin"), Is.EqualTo("*"));
    }

    [Test, Case("WEB-06")]
    public async Task Where_origins_are_named_others_are_not_told_that_they_may()
    {
        _stage = await UploadStage.StartAsync(
            configure: o => o with { Web = o.Web with { AllowedOrigins = ["https://chat.example"] } });
        var get = await Stage.UploadAsync("a.txt", s_data);
        foreach (var (origin, allowed) in new[] { ("https://chat.example", "https://chat.example"), ("https://evil.example", null) })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options })
            {
                using var response = await Stage.SendAsync(method, get, ("Origin", origin));
                Assert.That(Header(response, "Access-Control-Allow-Origin"), Is.EqualTo(allowed));
                Assert.That(Header(response, "Vary"), Is.EqualTo("Origin"));
                if (allowed is null)
                    Assert.That(Header(response, "Access-Control-Allow-Methods"), Is.Null);
            }
        }
    }

    [Test]
    public async Task A_file_is_gone_when_its_time_is_over_and_what_is_in_it_with_the_last_of_them()
    {
        _stage = await UploadStage.StartAsync(o => o with { MaxAge = TimeSpan.FromDays(2) });
        var first = await Stage.UploadAsync("a.txt", s_data);
        Stage.Time.Advance(TimeSpan.FromDays(1));
        var second = await Stage.UploadAsync("b.txt", s_data, account: "juliet@verona.example");
        var avatar = await Stage.UploadAsync("c.txt", [1], purpose: "<profile xmlns='urn:xmpp:http:upload:purpose:0'/>");
        Assert.That(Stage.Files(), Has.Count.EqualTo(2), "the same content is there once");
        Stage.Time.Advance(TimeSpan.FromDays(1));
        Assert.That(await Stage.StatusAsync(first), Is.EqualTo(HttpStatusCode.NotFound), "whether it was removed or not");
        await Stage.PurgeAsync();
        Assert.That(Stage.Files(), Has.Count.EqualTo(2));
        Assert.That(await Stage.StatusAsync(second), Is.EqualTo(HttpStatusCode.OK));
        Stage.Time.Advance(TimeSpan.FromDays(1));
        await Stage.PurgeAsync();
        Assert.That(await Stage.StatusAsync(second), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await Stage.StatusAsync(avatar), Is.EqualTo(HttpStatusCode.OK), "kept for good");
        Assert.That(Stage.Files(), Has.Count.EqualTo(1));
    }

    [Test, Spec("XEP-0363", "5.3")]
    public async Task An_ephemeral_file_is_not_there_after_its_time_not_in_a_cache_either()
    {
        _stage = await UploadStage.StartAsync();
        var get = await Stage.UploadAsync(
            "a.jpg", s_data, purpose: "<ephemeral xmlns='urn:xmpp:http:upload:purpose:0' expire-before='2026-01-02T04:04:05Z'/>");
        using (var response = await Stage.SendAsync(HttpMethod.Get, get))
            Assert.That(Header(response, "Cache-Control"), Is.EqualTo("max-age=3600, private"));
        Stage.Time.Advance(TimeSpan.FromHours(1));
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test, Case("OPS-08")]
    public async Task The_files_of_an_account_go_with_it()
    {
        _stage = await UploadStage.StartAsync();
        var hers = await Stage.UploadAsync("a.txt", s_data);
        var alone = await Stage.UploadAsync("b.txt", [1, 2]);
        var his = await Stage.UploadAsync("c.txt", s_data, account: "romeo@capulet.example");
        Assert.That(Stage.Files(), Has.Count.EqualTo(2));
        var report = await Stage.Host.Server.Accounts.DeleteAsync(Jid.Parse("juliet@capulet.example"), Stage.Ct);
        Assert.That(report!.Single(part => part.Name == "uploaded files").Rows, Is.EqualTo(3), "two files, one day");
        Assert.That(await Stage.StatusAsync(hers), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await Stage.StatusAsync(alone), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await Stage.StatusAsync(his), Is.EqualTo(HttpStatusCode.OK), "he has the same in his");
        Assert.That(Stage.Files(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_operator_sees_and_deletes_files()
    {
        _stage = await UploadStage.StartAsync();
        var juliet = Jid.Parse("juliet@capulet.example");
        var get = await Stage.UploadAsync("a.txt", s_data);
        await Stage.UploadAsync("b.txt", [1]);
        await Stage.SlotAsync("c.txt", 7);
        var uploads = Stage.Host.Server.Uploads;
        var usage = await uploads.UsageAsync(juliet, Stage.Ct);
        Assert.That((usage.Files, usage.Bytes, usage.Slots, usage.SlotBytes), Is.EqualTo((2, 11, 1, 7)));
        var listed = await uploads.ListAsync(juliet, 10, Stage.Ct);
        Assert.That(listed.Select(f => f.Name), Is.EquivalentTo(["a.txt", "b.txt"]));
        var name = UploadAdministration.NameOf(listed.Single(f => f.Name == "a.txt"));
        Assert.That(await uploads.DeleteAsync(Jid.Parse("romeo@capulet.example"), name, Stage.Ct), Is.False);
        Assert.That(await uploads.DeleteAsync(juliet, "../../xmpp.db", Stage.Ct), Is.False);
        Assert.That(await uploads.DeleteAsync(juliet, name, Stage.Ct), Is.True);
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await uploads.DeleteAllAsync(juliet, Stage.Ct), Is.EqualTo(1));
        Assert.That(Stage.Files(), Is.Empty);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;
}
