using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Offline;
using Xmpp.Tests.Peers;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>A real MariaDB killed, frozen and started again under load (OPS-02, AUTH-12).</summary>
[Case("OPS-02")]
[Case("AUTH-12")]
[CancelAfter(120_000)]
public sealed class MariaDbOutageTests
{
    private const int Workers = 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    // Twice the time-out, and what a machine under the load of other tests may add.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private MariaDb _server = null!;
    private IStorageEngine _engine = null!;
    private OfflineStore _store = null!;
    private AccountStore _accounts = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await MariaDb.InstallAsync("outage");
        var options = new StorageOptions
        {
            Engine = EngineKind.MySql,
            ConnectionString = await _server.CreateDatabaseAsync(),
            Timeout = Timeout,
        };
        _engine = await StorageEngine.OpenAsync(options, TimeProvider.System, null, null, CancellationToken.None);
        _store = new OfflineStore(_engine, TimeProvider.System);
        _accounts = new AccountStore(_engine, TimeProvider.System);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Test]
    public Task Killed_server_costs_bounded_errors_and_no_stored_message() =>
        RunOutageAsync("killed", _server.KillAsync, _server.StartAsync);

    [Test]
    public Task Frozen_server_costs_bounded_errors_and_no_stored_message() =>
        RunOutageAsync(
            "frozen",
            () =>
            {
                _server.Freeze();
                return Task.CompletedTask;
            },
            () =>
            {
                _server.Thaw();
                return Task.CompletedTask;
            });

    [Test]
    public async Task Connections_that_the_server_closed_while_idle_cost_no_error()
    {
        var account = Jid.Parse("idle@example.org");
        await AddAsync(account, 0);
        await _store.CountAsync(account, Ct);
        await _server.KillAsync();
        await _server.StartAsync();
        await AddAsync(account, 1);
        Assert.That(await _store.CountAsync(account, Ct), Is.EqualTo(2));
    }

    private async Task RunOutageAsync(string name, Func<Task> fail, Func<Task> recover)
    {
        using var stop = new CancellationTokenSource();
        var enoughBefore = new CountdownEvent(500);
        var failures = new CountdownEvent(Workers * 2);
        var enoughAfter = new CountdownEvent(500);
        var isBack = false;
        var stored = new List<int>[Workers];
        var slowest = TimeSpan.Zero;
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker))).ToArray();

        try
        {
            await Task.Run(() => enoughBefore.Wait(Ct), Ct);
            await fail();
            await Task.Run(() => failures.Wait(Ct), Ct);
            await AssertReadsFailInTimeAsync();
            await recover();
            Volatile.Write(ref isBack, true);
            var keptUp = _server.KeepUpAsync(stop.Token);
            await Task.Run(() => enoughAfter.Wait(Ct), Ct);
            await AssertIsReadyInTimeAsync();
            await stop.CancelAsync();
            await keptUp;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(workers);
        }

        Assert.That(slowest, Is.LessThan(Bound));
        Assert.That(await _accounts.FindAsync(Jid.Parse("nobody@example.org"), Ct), Is.Null);
        for (var worker = 0; worker < Workers; worker++)
        {
            var found = (await _store.ReadAsync(Account(name, worker), 0, int.MaxValue, Ct)).Select(NumberOf).ToArray();
            Assert.That(found, Is.Ordered.Ascending.And.Unique);
            Assert.That(stored[worker], Is.SubsetOf(found), "reported stored and not there");
        }

        async Task WorkAsync(int worker)
        {
            var mine = stored[worker] = [];
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var started = Stopwatch.GetTimestamp();
                try
                {
                    await AddAsync(Account(name, worker), i);
                    mine.Add(i);
                    Signal(Volatile.Read(ref isBack) ? enoughAfter : enoughBefore);
                }
                catch (StorageException exception)
                {
                    Assert.That(exception.Kind, Is.EqualTo(StorageErrorKind.Unavailable));
                    Signal(failures);
                    // Refused connections fail at once; a client's next message takes a moment too.
                    await Task.Yield();
                }
                var took = Stopwatch.GetElapsedTime(started);
                lock (stored)
                    slowest = took > slowest ? took : slowest;
            }
        }
    }

    private async Task AssertReadsFailInTimeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var refused = Assert.ThrowsAsync<StorageException>(
            async () => await _accounts.FindAsync(Jid.Parse("juliet@example.org"), Ct));
        Assert.That(refused?.Kind, Is.EqualTo(StorageErrorKind.Unavailable));
        Assert.ThrowsAsync<StorageException>(() => _engine.CheckAsync(Ct));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Bound * 2));
    }

    // The writer may be back a moment before the first reader is.
    private async Task AssertIsReadyInTimeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await _engine.CheckAsync(Ct);
                return;
            }
            catch (StorageException) when (Stopwatch.GetElapsedTime(started) < Bound)
            {
                await Task.Delay(50, Ct);
            }
        }
    }

    private static void Signal(CountdownEvent countdown)
    {
        lock (countdown)
        {
            if (!countdown.IsSet)
                countdown.Signal();
        }
    }

    private static Jid Account(string name, int worker) => Jid.Parse($"{name}{worker}@example.org");

    private static int NumberOf(OfflineMessage message) =>
        int.Parse(Encoding.UTF8.GetString(message.Stanza), CultureInfo.InvariantCulture);

    private async Task AddAsync(Jid account, int number) =>
        Assert.That(
            await _store.AddAsync(
                account, Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)), DateTimeOffset.UnixEpoch,
                new(int.MaxValue, long.MaxValue), Ct),
            Is.EqualTo(OfflineOutcome.Stored));
}
