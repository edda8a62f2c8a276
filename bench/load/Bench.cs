using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XmppLoad;

/// <summary>What every scenario shares: options, log-ins in bulk, waiting with a stall limit, the result.</summary>
internal sealed class Bench : IDisposable
{
    public readonly Options Options;
    public readonly LoginOptions Login;

    /// <summary>Where receivers are: another server, or the same.</summary>
    public readonly LoginOptions PeerLogin;
    public readonly Probe Probe;
    public readonly uint Run = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
    public readonly int Concurrency;
    private readonly string prefix;
    private readonly string? password;
    private readonly int first, settleMs, stallSeconds;
    private readonly bool json;
    private readonly JsonObject result = [];
    private long progress;
    private long lastProgressAt;
    private bool failed;

    public Bench(string scenario, Options o)
    {
        Options = o;
        string domain = o.Text("domain") ?? "localhost";
        Login = new LoginOptions(
            o.Text("host") ?? "127.0.0.1", o.Number("port", 5222), domain, o.Flag("direct-tls"), o.Flag("plaintext"),
            o.Flag("websocket"),
            o.Text("sasl"), o.Flag("tls-resume"), TimeSpan.FromSeconds(o.Number("login-timeout", 60)));
        PeerLogin = o.Text("peer-domain") is { } peer ? Login with { Domain = peer, Port = o.Number("peer-port", 5222) } : Login;
        Probe = new Probe(o.Numbers("server-pid"));
        Concurrency = o.Number("concurrency", 16);
        prefix = o.Text("user-prefix") ?? "u";
        password = o.Text("password");
        first = o.Number("first", 0, min: 0);
        settleMs = o.Number("settle", 500, min: 0);
        stallSeconds = o.Number("stall", 30);
        json = o.Flag("json");
        result["scenario"] = scenario;
        if (o.Text("label") is { } label) result["label"] = label;
        result["started"] = TimeProvider.System.GetUtcNow()
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    public string UserName(int index) => prefix + (first + index);
    public string Password(int index) => password ?? "p" + (first + index);
    public string Bare(int index) => UserName(index) + "@" + Login.Domain;
    public string BareAtPeer(int index) => UserName(index) + "@" + PeerLogin.Domain;

    // ---- progress ----------------------------------------------------------------------------------------------

    public void Progress(int n = 1)
    {
        Interlocked.Add(ref progress, n);
        Volatile.Write(ref lastProgressAt, Stopwatch.GetTimestamp());
    }

    public void ResetProgress()
    {
        Interlocked.Exchange(ref progress, 0);
        Volatile.Write(ref lastProgressAt, Stopwatch.GetTimestamp());
    }

    public long LastProgressAt => Volatile.Read(ref lastProgressAt);

    /// <summary>True when done; false when nothing moved for the stall limit.</summary>
    public async Task<bool> WaitAsync(Func<bool> done, int? stall = null)
    {
        long seen = -1;
        var since = Stopwatch.StartNew();
        while (!done())
        {
            await Task.Delay(10);
            long now = Interlocked.Read(ref progress);
            if (now != seen)
            {
                seen = now;
                since.Restart();
            }
            else if (since.Elapsed.TotalSeconds > (stall ?? stallSeconds)) return false;
        }
        return true;
    }

    /// <summary>Waits until nothing has come in for a while (a minute at most).</summary>
    public async Task QuietAsync()
    {
        long seen = -1;
        int still = 0;
        for (int i = 0; i < 120 && still < 4; i++)
        {
            await Task.Delay(500);
            long now = Interlocked.Read(ref progress);
            still = now == seen ? still + 1 : 0;
            seen = now;
        }
    }

    /// <summary>Lets late duplicates arrive and the server finish what it puts off.</summary>
    public Task SettleAsync() => Task.Delay(settleMs);

    // ---- log-ins -----------------------------------------------------------------------------------------------

    public sealed record Seat(int User, string Resource, bool Management = false, bool Carbons = false, bool AtPeer = false);

    /// <summary>Logs all in, with no presence sent. Fails the run when any of them fails.</summary>
    public async Task<Connection[]> LoginAllAsync(IReadOnlyList<Seat> seats)
    {
        var all = new Connection[seats.Count];
        int next = -1, failures = 0;
        string why = "";
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Concurrency, seats.Count)).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < seats.Count;)
            {
                var seat = seats[i];
                try
                {
                    var c = await Connection.LoginAsync(
                        seat.AtPeer ? PeerLogin : Login, UserName(seat.User), Password(seat.User), seat.Resource);
                    all[i] = c;
                    if (seat.Management) await c.EnableManagementAsync();
                    if (seat.Carbons) await c.EnableCarbonsAsync();
                }
                catch (Exception e)
                {
                    if (Interlocked.Increment(ref failures) == 1) why = UserName(seat.User) + ": " + e.Message;
                }
            }
        }));
        if (failures > 0)
        {
            await CloseAllAsync(all.Where(c => c != null));
            Set("login_failures", failures);
            throw new RunFailedException($"{failures} of {seats.Count} log-ins failed; the first: {why}");
        }
        if (all.Length > 0)
        {
            Set("tls", all[0].TlsInfo);
            Set("sasl", all[0].Mechanism);
        }
        return all;
    }

    public static Task CloseAllAsync(IEnumerable<Connection> connections) =>
        Parallel.ForEachAsync(
            connections, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (c, _) => await c.CloseAsync());

    /// <summary>Does something for 0, 1, … count-1, as many at once as --concurrency says.</summary>
    public Task EachAsync(int count, Func<int, CancellationToken, ValueTask> action) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, action);

    /// <summary>Counts what connections lose while they should be up.</summary>
    public static void Watch(IEnumerable<Connection> connections, Verdict verdict)
    {
        foreach (var c in connections)
            c.Failed = x =>
            {
                Interlocked.Increment(ref verdict.Disconnects);
                verdict.Note(x.User + ": " + x.Failure);
            };
    }

    // ---- the result --------------------------------------------------------------------------------------------

    public void Set(string name, JsonNode? value) => result[name] = value;

    public void Set(string name, double value, int digits) => result[name] = Math.Round(value, digits);

    public void SetLatency(Latencies latencies)
    {
        var (p50, p99, max) = latencies.Summary();
        Set("p50_ms", p50, 3);
        Set("p99_ms", p99, 3);
        Set("max_ms", max, 3);
    }

    public void SetServer(Usage before, Usage after, long deliveries, string unit)
    {
        if (!Probe.Enabled) return;
        Set("server_cpu_ms", after.CpuMs - before.CpuMs, 1);
        Set("server_cpu_us_per_" + unit, (after.CpuMs - before.CpuMs) * 1000 / Math.Max(1, deliveries), 2);
        Set("server_rss_before_mib", before.RssKb / 1024.0, 1);
        Set("server_rss_after_mib", after.RssKb / 1024.0, 1);
        Set("server_rss_peak_mib", Probe.PeakRssKb / 1024.0, 1);
    }

    public void SetVerdict(Verdict v)
    {
        Set("expected", v.Expected);
        Set("received", v.Received);
        Set("lost", v.Lost);
        Set("duplicated", v.Duplicated);
        Set("reordered", v.Reordered);
        Set("corrupt", v.Corrupt);
        Set("stray", v.Stray);
        Set("bounced", v.Bounced);
        Set("disconnects", v.Disconnects);
        if (v.Notes.Count > 0) Set("notes", new JsonArray([.. v.Notes.Select(n => JsonValue.Create(n))]));
        if (!v.Clean) failed = true;
    }

    public void FailRun(string why)
    {
        failed = true;
        Set("error", why);
    }

    public int Finish()
    {
        Set("client_cpu_ms", Environment.CpuUsage.TotalTime.TotalMilliseconds, 0);
        Set("ok", !failed);
        if (json) Console.WriteLine(result.ToJsonString(new JsonSerializerOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }));
        else
            foreach (var (name, value) in result)
                Console.WriteLine($"{name,-32} {value?.ToString()}");
        return failed ? 1 : 0;
    }

    public void Dispose() => Probe.Dispose();
}
