using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Storage.Engines;
using StorageOptions = Xmpp.Storage.StorageOptions;

namespace Xmpp.Tests.Observability;

[Case("OPS-10")]
public class OperatorEndpointTests
{
    private static readonly HttpOptions AnyPort = new() { Listen = [new ListenEndpoint("127.0.0.1", 0)] };

    private IStorageEngine _storage;
    private bool _isRunning;
    private ServerMetrics _metrics;
    private OperatorEndpoint _endpoint;
    private HttpClient _client;

    [SetUp]
    public async Task SetUpAsync()
    {
        _storage = await StorageEngine.OpenAsync(
            new StorageOptions { Path = ":memory:" }, TimeProvider.System, null, null, CancellationToken.None);
        _isRunning = true;
        _metrics = new ServerMetrics(Metrics.NewCustomRegistry());
        _endpoint = await OperatorEndpoint.StartAsync(
            AnyPort, _metrics.Registry, new Readiness(() => _isRunning, _storage, TimeProvider.System),
            NullLoggerFactory.Instance, CancellationToken.None);
        _client = new HttpClient { BaseAddress = _endpoint.Addresses[0] };
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Test]
    public async Task Metrics_are_in_the_text_format()
    {
        _metrics.SessionOpened();
        using var response = await _client.GetAsync("metrics");
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/plain"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\nxmpp_sessions 1\n"));
    }

    [Test]
    public async Task A_running_server_is_live_and_ready()
    {
        Assert.That((await _client.GetAsync("health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await _client.GetAsync("health/ready")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_stopping_server_is_live_but_not_ready()
    {
        _isRunning = false;
        Assert.That((await _client.GetAsync("health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var ready = await _client.GetAsync("health/ready");
        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("not ready: starting or stopping\n"));
    }

    [Test, Case("OPS-02")]
    public async Task Without_its_storage_the_server_is_not_ready()
    {
        await _storage.DisposeAsync();
        using var ready = await _client.GetAsync("health/ready");
        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Does.StartWith("not ready: storage: "));
    }

    [TestCase("")]
    [TestCase("accounts")]
    [TestCase("metrics/../accounts")]
    public async Task There_is_nothing_else(string path) =>
        Assert.That((await _client.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
}
