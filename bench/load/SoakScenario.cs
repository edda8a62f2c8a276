using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace XmppLoad;

/// <summary>
/// Connections coming and going: each user logs in, writes to others, and after a while leaves, politely or not. What
/// the server holds in memory is sampled; once all seats have been taken several times it must no longer grow.
/// </summary>
internal sealed class SoakScenario
{
    private const double AllowedGrowth = 1.10;
    private const double AllowedGrowthMib = 24;

    private readonly Bench bench;
    private readonly int seats, seconds, stay;
    private readonly ConcurrentDictionary<int, string> online = new();
    private readonly Verdict verdict = new();
    private readonly long[] endings = new long[4];
    private long logins, failures, sent, received, bounced;
    private string firstFailure = "";

    private SoakScenario(Bench bench)
    {
        this.bench = bench;
        seats = bench.Options.Number("connections", 2000);
        seconds = bench.Options.Number("seconds", 600);
        stay = bench.Options.Number("stay", 40, min: 2);
        bench.Options.RefuseUnknown();
    }

    public static Task RunAsync(Bench b) => new SoakScenario(b).RunAsync();

    private async Task RunAsync()
    {
        using var end = new CancellationTokenSource();
        using var slots = new SemaphoreSlim(bench.Concurrency);
        var clock = Stopwatch.StartNew();
        var samples = new List<(double At, double Mib, int Online)>();
        var all = Task.WhenAll(Enumerable.Range(0, seats).Select(i => SeatAsync(i, slots, end.Token)));
        while (clock.Elapsed.TotalSeconds < seconds && !all.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(5, Math.Max(1, seconds / 60))));
            samples.Add((clock.Elapsed.TotalSeconds, bench.Probe.Sample().RssKb / 1024.0, online.Count));
        }
        await end.CancelAsync();
        await all;
        Report(samples);
    }

    private async Task SeatAsync(int seat, SemaphoreSlim slots, CancellationToken ct)
    {
        try
        {
            await Task.Delay(Below(stay * 500), ct); // not all at once
            while (!ct.IsCancellationRequested)
                await VisitAsync(seat, slots, ct);
        }
        catch (OperationCanceledException)
        {
            // The time is over; whoever was online has left.
        }
    }

    private async Task VisitAsync(int seat, SemaphoreSlim slots, CancellationToken ct)
    {
        Connection? connection = null;
        await slots.WaitAsync(ct);
        try
        {
            connection = await Connection.LoginAsync(bench.Login, bench.UserName(seat), bench.Password(seat), "soak");
            Interlocked.Increment(ref logins);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (Interlocked.Increment(ref failures) == 1)
                firstFailure = bench.UserName(seat) + ": " + e.Message;
        }
        finally
        {
            slots.Release();
        }
        if (connection == null)
        {
            await Task.Delay(1000, ct);
            return;
        }
        try
        {
            await StayAsync(seat, connection, ct);
        }
        finally
        {
            online.TryRemove(seat, out _);
            await LeaveAsync(connection);
        }
        await Task.Delay(Below(1000), ct);
    }

    private async Task StayAsync(int seat, Connection connection, CancellationToken ct)
    {
        connection.Start((_, s) =>
        {
            if (!s.Is("message"u8))
                return;
            if (s.Attribute("type"u8).SequenceEqual("error"u8))
                Interlocked.Increment(ref bounced); // the other one left meanwhile
            else
                Interlocked.Increment(ref received);
        });
        connection.SendStanza("<presence/>");
        online[seat] = connection.FullJid;
        var until = Stopwatch.StartNew();
        var length = 1000 + Below(stay * 2000);
        while (until.ElapsedMilliseconds < length)
        {
            await Task.Delay(500 + Below(3000), ct);
            if (connection.Failure != null)
            {
                Interlocked.Increment(ref verdict.Disconnects);
                verdict.Note(connection.User + ": " + connection.Failure);
                return;
            }
            if (online.TryGetValue(Below(seats), out var to))
            {
                var body = new string('x', 20 + Below(600));
                connection.SendStanza($"<message to='{to}' type='chat' id='s{sent}'><body>{body}</body>"
                    + "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
                Interlocked.Increment(ref sent);
            }
        }
    }

    /// <summary>Half of them close the stream; the others vanish, some in the middle of a stanza.</summary>
    private async Task LeaveAsync(Connection connection)
    {
        var way = Below(6) switch { < 3 => 0, 3 => 1, 4 => 2, _ => 3 };
        Interlocked.Increment(ref endings[way]);
        switch (way)
        {
            case 0:
                await connection.CloseAsync();
                return;
            case 1:
                connection.Dispose();
                return;
            case 2:
                connection.Send("<message to='nobody'><body>half a sta");
                await Task.Delay(20);
                connection.Dispose();
                return;
            default:
                connection.SendStanza("<presence type='unavailable'/>");
                connection.Reset();
                return;
        }
    }

    private void Report(List<(double At, double Mib, int Online)> samples)
    {
        bench.Set("connections", seats);
        bench.Set("seconds", seconds);
        bench.Set("logins", logins);
        bench.Set("login_failures", failures);
        bench.Set("messages_sent", sent);
        bench.Set("messages_received", received);
        bench.Set("bounced_after_leaving", bounced);
        bench.Set("ended_politely", endings[0]);
        bench.Set("ended_by_closing_the_socket", endings[1]);
        bench.Set("ended_within_a_stanza", endings[2]);
        bench.Set("ended_by_reset", endings[3]);
        bench.Set("unexpected_disconnects", verdict.Disconnects);
        if (verdict.Notes.Count > 0)
            bench.Set("notes", new JsonArray([.. verdict.Notes.Select(n => JsonValue.Create(n))]));
        bench.Set("rss_mib", string.Join(' ', samples.Select(s => s.Mib.ToString("F0", CultureInfo.InvariantCulture))));
        bench.Set("online", string.Join(' ', samples.Select(s => s.Online)));
        if (failures > 0)
            bench.FailRun($"{failures} log-ins failed; the first: {firstFailure}");
        if (verdict.Disconnects > 0)
            bench.FailRun("connections ended that should not have");
        if (sent == 0 || received == 0)
            bench.FailRun("no message went through");
        if (bench.Probe.Enabled)
            JudgeMemory([.. samples.Select(s => s.Mib)]);
    }

    /// <summary>The last quarter against the second: by then every seat was left and taken several times.</summary>
    private void JudgeMemory(double[] mib)
    {
        if (mib.Length < 8)
        {
            bench.FailRun("too short to judge memory by");
            return;
        }
        var (early, late) = (Median(mib[(mib.Length / 4)..(mib.Length / 2)]), Median(mib[(mib.Length * 3 / 4)..]));
        bench.Set("rss_mib_second_quarter", early, 1);
        bench.Set("rss_mib_last_quarter", late, 1);
        if (late > early * AllowedGrowth && late > early + AllowedGrowthMib)
            bench.FailRun($"memory grew from {early:F0} to {late:F0} MiB");
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static int Below(int limit) => RandomNumberGenerator.GetInt32(limit);
}
