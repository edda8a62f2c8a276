using System.Diagnostics;

namespace XmppLoad;

/// <summary>Connections that do nothing: what does the server keep for each?</summary>
internal static class IdleScenario
{
    public static async Task RunAsync(Bench b)
    {
        int users = b.Options.Number("users", 100), seconds = b.Options.Number("seconds", 20);
        bool management = b.Options.Flag("sm"), carbons = b.Options.Flag("carbons");
        b.Options.RefuseUnknown();
        var verdict = new Verdict();
        var before = b.Probe.Sample();
        var clock = Stopwatch.StartNew();
        var all = await b.LoginAllAsync(
            [.. Enumerable.Range(0, users).Select(i => new Bench.Seat(i, "idle", management, carbons))]);
        Bench.Watch(all, verdict);
        foreach (var c in all)
        {
            c.Start((_, s) =>
            {
                if (s.Is("presence"u8)) b.Progress();
            });
            c.SendStanza("<presence/>");
        }
        double connecting = clock.Elapsed.TotalSeconds;
        await Task.Delay(3000);
        var held = b.Probe.Sample();
        await Task.Delay(seconds * 1000);
        var after = b.Probe.Sample();
        b.Set("connections", users);
        b.Set("sm", management);
        b.Set("connect_seconds", connecting, 2);
        b.Set("held_seconds", seconds);
        if (b.Probe.Enabled)
        {
            b.Set("server_rss_before_mib", before.RssKb / 1024.0, 1);
            b.Set("server_rss_connected_mib", held.RssKb / 1024.0, 1);
            b.Set("server_rss_after_mib", after.RssKb / 1024.0, 1);
            b.Set("server_rss_peak_mib", b.Probe.PeakRssKb / 1024.0, 1);
            b.Set("rss_kib_per_connection_fresh", (held.RssKb - before.RssKb) / (double)users, 2);
            b.Set("rss_kib_per_connection", (after.RssKb - before.RssKb) / (double)users, 2);
            b.Set("server_cpu_ms_per_login", (held.CpuMs - before.CpuMs) / users, 3);
            b.Set("server_cpu_ms_per_s_idle", (after.CpuMs - held.CpuMs) / seconds, 2);
        }
        b.SetVerdict(verdict);
        await Bench.CloseAllAsync(all);
    }
}
