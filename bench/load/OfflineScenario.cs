using System.Diagnostics;

namespace XmppLoad;

/// <summary>Messages to users who are away, who then log in and must get each once.</summary>
internal static class OfflineScenario
{
    public static async Task RunAsync(Bench b)
    {
        int receivers = b.Options.Number("receivers", 20), messages = b.Options.Number("messages", 1000);
        int size = b.Options.Number("size", 350);
        b.Options.RefuseUnknown();
        int perReceiver = (messages + receivers - 1) / receivers, total = perReceiver * receivers;
        var verdict = new Verdict { Expected = total };

        // Users 0..receivers-1 are away; the next ones write to them, one sender per receiver.
        var senders = await b.LoginAllAsync(
            [.. Enumerable.Range(receivers, receivers).Select(i => new Bench.Seat(i, "main"))]);
        Bench.Watch(senders, verdict);
        foreach (var s in senders)
        {
            s.SendStanza("<presence/>");
            s.Skipped = x =>
            {
                if (!x.StartsWith("<message", StringComparison.Ordinal) || Connection.AttributeOf(x, "type") != "error")
                    return;
                Interlocked.Increment(ref verdict.Bounced);
                verdict.Note(x);
            };
        }
        await b.SettleAsync();
        var templates = senders.Select((_, i) => new MessageTemplate(b.Run, i, b.Bare(i), "chat", size)).ToArray();
        b.Probe.ResetPeak();
        var before = b.Probe.Sample();
        var clock = Stopwatch.StartNew();
        await b.EachAsync(receivers, async (i, _) =>
        {
            for (int n = 0; n < perReceiver; n++)
            {
                senders[i].SendStanza(templates[i].Next(n));
                if (n % 10 == 9 || n == perReceiver - 1) // a question answered in turn keeps the number in flight small
                    await senders[i].BarrierAsync();
            }
        });
        double storing = clock.Elapsed.TotalSeconds;
        await b.SettleAsync();
        var stored = b.Probe.Sample();
        await Bench.CloseAllAsync(senders);
        await b.SettleAsync();

        var beforeDelivery = b.Probe.Sample();
        clock.Restart();
        var sequences = templates.Select(_ => new Sequence(perReceiver)).ToArray();
        long arrived = 0, other = 0;
        StanzaHandler Handler(int i, Sequence sequence) => (_, s) =>
        {
            if (!s.Is("message"u8)) return;
            if (!MessageTemplate.TryRead(s, out var mark, out var filler) || mark.Run != b.Run)
                Interlocked.Increment(ref other);
            else if (mark.Stream != i) Interlocked.Increment(ref verdict.Stray);
            else
            {
                if (!filler.SequenceEqual(templates[i].ExpectedFiller)) Interlocked.Increment(ref verdict.Corrupt);
                if (sequence.Add(mark.Sequence)) Interlocked.Increment(ref arrived);
                b.Progress();
            }
        };
        var online = await b.LoginAllAsync([.. Enumerable.Range(0, receivers).Select(i => new Bench.Seat(i, "back"))]);
        Bench.Watch(online, verdict);
        for (int i = 0; i < receivers; i++)
        {
            online[i].Start(Handler(i, sequences[i]));
            online[i].SendStanza("<presence/>");
        }
        await b.WaitAsync(() => Interlocked.Read(ref arrived) >= total, stall: 10);
        double delivering = (b.LastProgressAt > 0 ? clock.Elapsed : default).TotalSeconds;
        await b.SettleAsync();
        var after = b.Probe.Sample();
        await Bench.CloseAllAsync(online);

        // Nothing may come a second time.
        var again = await b.LoginAllAsync([.. Enumerable.Range(0, receivers).Select(i => new Bench.Seat(i, "again"))]);
        Bench.Watch(again, verdict);
        for (int i = 0; i < receivers; i++)
        {
            again[i].Start(Handler(i, sequences[i]));
            again[i].SendStanza("<presence/>");
        }
        await Task.Delay(2000);
        await Bench.CloseAllAsync(again);

        foreach (var s in sequences) verdict.Add(s);
        b.SetVerdict(verdict);
        b.Set("receivers", receivers);
        b.Set("messages", total);
        b.Set("other_messages", other);
        b.Set("store_seconds", storing, 3);
        b.Set("deliver_seconds", delivering, 3);
        b.SetServer(before, stored, total, "stored");
        if (b.Probe.Enabled)
            b.Set("server_cpu_us_per_delivered_with_login", (after.CpuMs - beforeDelivery.CpuMs) * 1000 / total, 2);
    }
}
