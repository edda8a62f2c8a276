using System.Diagnostics;

namespace XmppLoad;

/// <summary>In-band registration (XEP-0077) of the users that the other scenarios log in.</summary>
internal static class RegisterScenario
{
    public static async Task RunAsync(Bench b)
    {
        int users = b.Options.Number("users", 100);
        b.Options.RefuseUnknown();
        int next = -1, created = 0, existed = 0, failed = 0;
        string why = "";
        var before = b.Probe.Sample();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(b.Concurrency, users)).Select(async _ =>
        {
            Connection? c = null;
            bool fresh = false;
            int i = Interlocked.Increment(ref next);
            while (i < users)
            {
                try
                {
                    if (c == null)
                    {
                        (c, var _) = await Connection.OpenAsync(b.Login);
                        fresh = true;
                    }
                    await c.RequestAsync("set", "<query xmlns='jabber:iq:register'>"
                        + $"<username>{b.UserName(i)}</username><password>{b.Password(i)}</password></query>")
                        .WaitAsync(b.Login.Timeout);
                    Interlocked.Increment(ref created);
                    fresh = false;
                    i = Interlocked.Increment(ref next);
                }
                catch (Exception e)
                {
                    bool conflict = e.Message.Contains("<conflict");
                    if (e is not InvalidDataException || !conflict)
                    {
                        c?.Dispose();
                        c = null;
                        if (!fresh && e is IOException) continue; // one registration per connection: try on a new one
                    }
                    if (conflict) Interlocked.Increment(ref existed);
                    else if (Interlocked.Increment(ref failed) == 1) why = e.Message;
                    i = Interlocked.Increment(ref next);
                }
            }
            if (c != null) await c.CloseAsync();
        }));
        double seconds = clock.Elapsed.TotalSeconds;
        await b.SettleAsync();
        var after = b.Probe.Sample();
        b.Set("users", users);
        b.Set("created", created);
        b.Set("existed", existed);
        b.Set("failed", failed);
        b.Set("seconds", seconds, 2);
        b.SetServer(before, after, created, "registration");
        if (failed > 0) b.FailRun($"{failed} registrations failed; the first: {why}");
    }
}
