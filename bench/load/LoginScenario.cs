using System.Diagnostics;

namespace XmppLoad;

/// <summary>Log in, presence, a question as a barrier, log out; as often as asked.</summary>
internal static class LoginScenario
{
    public static async Task RunAsync(Bench b)
    {
        int users = b.Options.Number("users", 100), logins = b.Options.Number("logins", 500);
        bool roster = b.Options.Flag("roster");
        b.Options.RefuseUnknown();
        int workers = Math.Min(b.Concurrency, Math.Min(users, logins));
        var latencies = new Latencies(logins);
        int next = -1, done = 0, failed = 0;
        string why = "", tls = "", sasl = "";
        var before = b.Probe.Sample();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async w =>
        {
            int mine = (users - w + workers - 1) / workers; // users w, w+workers, …: never the same one twice at once
            for (int round = 0; Interlocked.Increment(ref next) < logins; round++)
            {
                int user = w + round % mine * workers;
                long start = Stopwatch.GetTimestamp();
                Connection? c = null;
                try
                {
                    c = await Connection.LoginAsync(b.Login, b.UserName(user), b.Password(user), "load");
                    if (roster)
                        await c.RequestAsync("get", "<query xmlns='jabber:iq:roster'/>").WaitAsync(b.Login.Timeout);
                    c.SendStanza("<presence/>");
                    // Answered only after the presence was dealt with: streams are processed in order.
                    await c.BarrierAsync();
                    latencies.Add(Stopwatch.GetTimestamp() - start);
                    (tls, sasl) = (c.TlsInfo, c.Mechanism);
                    Interlocked.Increment(ref done);
                }
                catch (Exception e)
                {
                    if (Interlocked.Increment(ref failed) == 1) why = e.Message;
                }
                if (c != null) await c.CloseAsync();
            }
        }));
        double seconds = clock.Elapsed.TotalSeconds;
        await b.SettleAsync();
        var after = b.Probe.Sample();
        b.Set("tls", tls);
        b.Set("sasl", sasl);
        b.Set("users", users);
        b.Set("concurrency", workers);
        b.Set("logins", done);
        b.Set("login_failures", failed);
        b.Set("seconds", seconds, 3);
        b.Set("logins_per_s", done / seconds, 1);
        if (b.Probe.Enabled) b.Set("server_cpu_ms_per_login", (after.CpuMs - before.CpuMs) / Math.Max(1, done), 3);
        b.SetLatency(latencies);
        b.SetServer(before, after, done, "login");
        if (failed > 0) b.FailRun($"{failed} log-ins failed; the first: {why}");
    }
}
