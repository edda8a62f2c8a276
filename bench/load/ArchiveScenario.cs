using System.Diagnostics;
using System.Text;

namespace XmppLoad;

/// <summary>Archived messages (XEP-0313), then paging through the archive with RSM.</summary>
internal static class ArchiveScenario
{
    private sealed class Paging(int expected)
    {
        public readonly Sequence Sequence = new(expected);
        public TaskCompletionSource<(bool Complete, string Last, string? Error)> Page = new();
        public int Returned, Others, Pages;
    }

    public static async Task RunAsync(Bench b)
    {
        int pairCount = b.Options.Number("pairs", 10), page = b.Options.Number("page", 50);
        int passes = b.Options.Number("passes", 2);
        var traffic = new PairTraffic(b, pairCount, b.Options.Number("messages", 5000), allowCarbons: false);
        b.Options.Number("sm-every", 25);
        b.Options.RefuseUnknown();
        await traffic.ConnectAsync();
        var before = b.Probe.Sample();
        await traffic.RunAsync();
        var after = b.Probe.Sample();
        traffic.Report();
        await traffic.CloseAsync();
        if (b.Probe.Enabled)
            b.Set("server_cpu_us_per_message_archiving", (after.CpuMs - before.CpuMs) * 1000 / traffic.Messages, 2);
        if (!traffic.Verdict.Clean)
        {
            b.FailRun("the messages to be archived did not all arrive");
            return;
        }

        int perPair = traffic.Messages / pairCount;
        var readers = await b.LoginAllAsync(
            [.. Enumerable.Range(0, pairCount).Select(i => new Bench.Seat(PairTraffic.ReceiverOf(i), "mam"))]);
        var verdict = new Verdict { Expected = (long)traffic.Messages * passes };
        Bench.Watch(readers, verdict);
        long returned = 0, others = 0, pages = 0;
        var latencies = new Latencies((long)passes * pairCount * (perPair / page + 4) * 2);
        var current = new Paging[pairCount];
        for (int i = 0; i < pairCount; i++)
        {
            int reader = i;
            readers[i].Start((_, s) => OnMam(b, verdict, reader, current, s));
        }
        before = b.Probe.Sample();
        var clock = Stopwatch.StartNew();
        for (int pass = 0; pass < passes; pass++)
        {
            await b.EachAsync(pairCount, async (i, ct) =>
            {
                var paging = current[i] = new Paging(perPair);
                string after = "";
                for (bool complete = false; !complete;)
                {
                    paging.Page = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    int sofar = paging.Returned;
                    long start = Stopwatch.GetTimestamp();
                    readers[i].SendStanza($"<iq type='set' id='mam{++paging.Pages}'>"
                        + $"<query xmlns='urn:xmpp:mam:2' queryid='q{i}'>"
                        + $"<set xmlns='http://jabber.org/protocol/rsm'><max>{page}</max>"
                        + (after == "" ? "" : $"<after>{after}</after>") + "</set></query></iq>");
                    string? error;
                    try
                    {
                        (complete, after, error) = await paging.Page.Task.WaitAsync(b.Login.Timeout, ct);
                    }
                    catch (TimeoutException)
                    {
                        error = "no answer to a page";
                    }
                    if (error != null)
                    {
                        verdict.Note(error);
                        break;
                    }
                    latencies.Add(Stopwatch.GetTimestamp() - start);
                    if (paging.Returned == sofar) break; // an empty page ends it whatever it says
                }
                Interlocked.Add(ref returned, paging.Returned);
                Interlocked.Add(ref others, paging.Others);
                Interlocked.Add(ref pages, paging.Pages);
                lock (verdict) verdict.Add(paging.Sequence);
            });
        }
        double seconds = clock.Elapsed.TotalSeconds;
        await b.SettleAsync();
        var end = b.Probe.Sample();
        b.SetVerdict(verdict);
        b.Set("passes", passes);
        b.Set("page", page);
        b.Set("pages", pages);
        b.Set("returned", returned);
        b.Set("returned_of_earlier_runs", others);
        b.Set("seconds", seconds, 3);
        b.Set("returned_per_s", returned / seconds, 1);
        b.SetLatency(latencies);
        b.SetServer(before, end, returned, "returned");
        await Bench.CloseAllAsync(readers);
    }

    private static void OnMam(Bench b, Verdict verdict, int reader, Paging[] current, ReadOnlySpan<byte> s)
    {
        var paging = current[reader];
        if (s.Is("message"u8) && s.Has("urn:xmpp:mam:2"u8))
        {
            paging.Returned++;
            if (!MessageTemplate.TryRead(s, out var mark, out _) || mark.Run != b.Run) paging.Others++;
            else if (mark.Stream != reader) Interlocked.Increment(ref verdict.Stray);
            else paging.Sequence.Add(mark.Sequence);
        }
        else if (s.Is("iq"u8))
        {
            if (s.Attribute("type"u8).SequenceEqual("error"u8))
                paging.Page.TrySetResult((false, "", Encoding.UTF8.GetString(s)));
            else if (s.Has("urn:xmpp:mam:2"u8))
            {
                var fin = s[s.IndexOf("<fin"u8)..];
                bool complete = fin.Attribute("complete"u8).SequenceEqual("true"u8);
                paging.Page.TrySetResult((complete, Encoding.UTF8.GetString(s.TextOf("<last"u8)), null));
            }
        }
    }
}
