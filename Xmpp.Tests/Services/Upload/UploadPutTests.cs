using System.Net;
using System.Net.Sockets;
using System.Text;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Services.Upload;

/// <summary>Putting files over HTTP: exactly what was announced, once, and nothing of what breaks off.</summary>
[Case("WEB-12")]
public sealed class UploadPutTests
{
    private static readonly byte[] s_data = Encoding.ASCII.GetBytes("wherefore art thou");

    private UploadStage? _stage;

    private UploadStage Stage => _stage ?? throw new InvalidOperationException();

    [TearDown]
    public async Task EndAsync()
    {
        if (_stage is not null)
            await _stage.DisposeAsync();
    }

    [Test, Spec("XEP-0363", "7")]
    public async Task After_201_the_file_is_there_for_whoever_has_its_address()
    {
        _stage = await UploadStage.StartAsync();
        var (put, get) = await Stage.SlotAsync("très cool.jpg", s_data.Length, "image/jpeg");
        Assert.That(put.AbsolutePath, Does.EndWith("/tr%C3%A8s%20cool.jpg"));
        Assert.That(get.AbsolutePath, Does.EndWith("/tr%C3%A8s%20cool.jpg").And.Not.EqualTo(put.AbsolutePath));
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(HttpStatusCode.NotFound), "not before");
        Assert.That(await Stage.PutAsync(put, s_data, "image/jpeg"), Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await Stage.Http.GetByteArrayAsync(get, Stage.Ct), Is.EqualTo(s_data));
        Assert.That(Stage.Files(), Has.Count.EqualTo(1));
    }

    [Test, Spec("XEP-0363", "7")]
    public async Task A_slot_is_good_once_and_the_address_of_a_file_is_no_slot()
    {
        _stage = await UploadStage.StartAsync();
        var (put, get) = await Stage.SlotAsync("a.txt", s_data.Length);
        await Stage.PutAsync(put, s_data);
        Assert.That(await Stage.PutAsync(put, new byte[s_data.Length]), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await Stage.PutAsync(get, new byte[s_data.Length]), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await Stage.StatusAsync(put), Is.EqualTo(HttpStatusCode.NotFound), "the slot's address reads nothing");
        Assert.That(await Stage.Http.GetByteArrayAsync(get, Stage.Ct), Is.EqualTo(s_data));
    }

    [TestCase(1, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase(-1, HttpStatusCode.BadRequest)]
    [Spec("XEP-0363", "7")]
    public async Task Another_length_is_refused_and_nothing_stored(int more, HttpStatusCode status)
    {
        _stage = await UploadStage.StartAsync();
        var (put, get) = await Stage.SlotAsync("a.txt", s_data.Length);
        Assert.That(await Stage.PutAsync(put, new byte[s_data.Length + more]), Is.EqualTo(status));
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Stage.Files(), Is.Empty);
        Assert.That(await Stage.PutAsync(put, s_data), Is.EqualTo(HttpStatusCode.Created), "the slot is still good");
    }

    [Test, Spec("XEP-0363", "7")]
    public async Task The_type_is_that_which_was_announced_if_one_was()
    {
        _stage = await UploadStage.StartAsync();
        var (put, get) = await Stage.SlotAsync("a.jpg", s_data.Length, "image/jpeg");
        Assert.That(await Stage.PutAsync(put, s_data, "text/html"), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await Stage.PutAsync(put, s_data, "no type"), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(Stage.Files(), Is.Empty);
        Assert.That(await Stage.PutAsync(put, s_data), Is.EqualTo(HttpStatusCode.Created), "one that says nothing says nothing else");
        Assert.That(await TypeOfAsync(get), Is.EqualTo("image/jpeg"));
        Assert.That(await TypeOfAsync(await Stage.UploadAsync("b", s_data)), Is.EqualTo("application/octet-stream"));
        var (late, lateGet) = await Stage.SlotAsync("c.png", s_data.Length);
        Assert.That(await Stage.PutAsync(late, s_data, "image/png"), Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await TypeOfAsync(lateGet), Is.EqualTo("image/png"));
    }

    [Test]
    public async Task What_is_not_allowed_is_refused_before_and_when_it_comes()
    {
        _stage = await UploadStage.StartAsync(o => o with { Types = ["image/*", "application/octet-stream"] });
        Assert.That(await Stage.RefusalAsync("a.html", 5, "text/html"), Is.EqualTo("not-acceptable"));
        var (put, _) = await Stage.SlotAsync("a.html", s_data.Length);
        Assert.That(await Stage.PutAsync(put, s_data, "text/html"), Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await Stage.PutAsync(put, s_data, "image/webp"), Is.EqualTo(HttpStatusCode.Created));
    }

    [TestCase("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 411)]
    [TestCase("Content-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc", 415)]
    [TestCase("Content-Length: 3\r\nContent-Range: bytes 0-2/9\r\n\r\nabc", 400)]
    [TestCase("Content-Length: -3\r\n\r\n", 400)]
    [TestCase("Content-Length: 3\r\n\r\nabc", 201)]
    public async Task Only_a_plain_body_of_known_length_is_taken(string rest, int status)
    {
        _stage = await UploadStage.StartAsync();
        var (put, get) = await Stage.SlotAsync("a.txt", 3);
        Assert.That(await StatusOfAsync($"PUT {put.AbsolutePath} HTTP/1.1\r\nHost: capulet.example\r\n{rest}"), Is.EqualTo(status));
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(status == 201 ? HttpStatusCode.OK : HttpStatusCode.NotFound));
    }

    [TestCase("/upload/../xmpp.db/x")]
    [TestCase("/upload/%2e%2e/%2e%2e%2fxmpp.db")]
    [TestCase("/upload/..%2f..%2f..%2fetc%2fpasswd/x")]
    [TestCase("/upload/..;/x")]
    [TestCase("/upload//x")]
    [TestCase("/upload/%00/x")]
    [TestCase("/upload/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/x")]
    [TestCase("/upload/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/..%2f..%2fserver.toml")]
    public async Task Paths_lead_nowhere(string path)
    {
        _stage = await UploadStage.StartAsync();
        await Stage.UploadAsync("a.txt", s_data);
        Assert.That(await StatusOfAsync($"GET {path} HTTP/1.1\r\nHost: capulet.example\r\n\r\n"), Is.AnyOf(404, 400));
        Assert.That(
            await StatusOfAsync($"PUT {path} HTTP/1.1\r\nHost: capulet.example\r\nContent-Length: 1\r\n\r\na"), Is.AnyOf(403, 404, 400, 405));
        Assert.That(Stage.Files(), Has.Count.EqualTo(1));
    }

    [Test, Spec("XEP-0363", "8")]
    public async Task A_slot_ends()
    {
        _stage = await UploadStage.StartAsync();
        var (put, _) = await Stage.SlotAsync("a.txt", s_data.Length);
        Stage.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await Stage.PutAsync(put, s_data), Is.EqualTo(HttpStatusCode.Forbidden));
        await Stage.PurgeAsync();
        Assert.That(await Stage.PutAsync(put, s_data), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(Stage.Files(), Is.Empty);
    }

    [Test]
    public async Task Of_an_upload_that_breaks_off_nothing_stays_and_the_slot_is_still_good()
    {
        _stage = await UploadStage.StartAsync();
        var (put, _) = await Stage.SlotAsync("a.bin", 1_000_000);
        using (var client = await BeginPutAsync(put, 1_000_000))
        {
            await client.GetStream().WriteAsync(new byte[300_000], Stage.Ct);
            await UntilAsync(() => Stage.Files().Count == 1);
            Assert.That(await Stage.PutAsync(put, new byte[1_000_000]), Is.EqualTo(HttpStatusCode.Conflict), "not twice at once");
            client.Client.LingerState = new LingerOption(true, 0);
        }
        await UntilAsync(() => Stage.Files().Count == 0);
        while (!(await MetricsAsync()).Contains("xmpp_uploads_running 0", StringComparison.Ordinal))
            await Task.Delay(10, Stage.Ct);
        Assert.That(await Stage.PutAsync(put, new byte[1_000_000]), Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task An_upload_that_has_begun_in_time_may_end_after_it()
    {
        _stage = await UploadStage.StartAsync();
        var (put, get) = await Stage.SlotAsync("a.bin", 100_000);
        using var client = await BeginPutAsync(put, 100_000);
        await UntilAsync(() => Stage.Files().Count == 1);
        Stage.Time.Advance(TimeSpan.FromHours(1));
        await Stage.PurgeAsync();
        await client.GetStream().WriteAsync(new byte[100_000], Stage.Ct);
        Assert.That(await ReadStatusAsync(client), Is.EqualTo(201));
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_full_disk_is_said_and_nothing_kept()
    {
        _stage = await UploadStage.StartAsync(o => o with { MinFreeBytes = 1_000_000_000_000_000 });
        var (put, get) = await Stage.SlotAsync("a.txt", s_data.Length);
        Assert.That(await Stage.PutAsync(put, s_data), Is.EqualTo(HttpStatusCode.InsufficientStorage));
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Stage.Files(), Is.Empty);
        Assert.That(await MetricsAsync(), Does.Contain("xmpp_uploads_refused_total{reason=\"disk_full\"} 1").Or.Contain("disk-full"));
    }

    [Test]
    public async Task More_at_once_than_allowed_are_told_to_come_back()
    {
        _stage = await UploadStage.StartAsync(o => o with { MaxUploads = 1 });
        var (first, _) = await Stage.SlotAsync("a.bin", 100_000);
        var (second, _) = await Stage.SlotAsync("b.bin", 1);
        using var client = await BeginPutAsync(first, 100_000);
        await UntilAsync(() => Stage.Files().Count == 1);
        Assert.That(await Stage.PutAsync(second, new byte[1]), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        await client.GetStream().WriteAsync(new byte[100_000], Stage.Ct);
        Assert.That(await ReadStatusAsync(client), Is.EqualTo(201));
        Assert.That(await Stage.PutAsync(second, new byte[1]), Is.EqualTo(HttpStatusCode.Created));
    }

    [Test, Case("OPS-08")]
    public async Task An_account_that_is_deleted_while_a_file_comes_gets_none()
    {
        _stage = await UploadStage.StartAsync();
        var (put, get) = await Stage.SlotAsync("a.bin", 100_000);
        using var client = await BeginPutAsync(put, 100_000);
        await UntilAsync(() => Stage.Files().Count == 1);
        await Stage.Host.Server.Accounts.DeleteAsync(Jid.Parse("juliet@capulet.example"), Stage.Ct);
        await client.GetStream().WriteAsync(new byte[100_000], Stage.Ct);
        Assert.That(await ReadStatusAsync(client), Is.EqualTo(403));
        Assert.That(await Stage.StatusAsync(get), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Stage.Files(), Is.Empty);
    }

    private async Task<string> MetricsAsync()
    {
        using var stream = new MemoryStream();
        await Stage.Host.Server.Metrics.Registry.CollectAndExportAsTextAsync(stream, Stage.Ct);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private async Task<string?> TypeOfAsync(Uri get)
    {
        using var response = await Stage.Http.GetAsync(get, Stage.Ct);
        return response.Content.Headers.ContentType?.ToString();
    }

    private async Task<int> StatusOfAsync(string request)
    {
        using var client = await SendAsync(request);
        return await ReadStatusAsync(client);
    }

    // What is announced has still to be sent.
    private Task<TcpClient> BeginPutAsync(Uri put, int length) =>
        SendAsync($"PUT {put.AbsolutePath} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");

    private async Task<TcpClient> SendAsync(string request)
    {
        var client = new TcpClient();
        await client.ConnectAsync(Stage.Host.Server.WebEndPoints[0], Stage.Ct);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Stage.Ct);
        return client;
    }

    private async Task<int> ReadStatusAsync(TcpClient client)
    {
        var answer = new byte[12];
        await client.GetStream().ReadExactlyAsync(answer, Stage.Ct);
        return int.Parse(answer.AsSpan(9));
    }

    private async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(10, Stage.Ct);
    }
}
