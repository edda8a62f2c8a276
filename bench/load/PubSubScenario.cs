using System.Diagnostics;
using System.Text;

namespace XmppLoad;

/// <summary>One node with many subscribers (XEP-0060); a publication is over when every subscriber has its event.</summary>
internal static class PubSubScenario
{
    private const string Ns = "http://jabber.org/protocol/pubsub";

    public static async Task RunAsync(Bench b)
    {
        var o = b.Options;
        int subscribers = o.Number("subscribers", 1000), total = o.Number("messages", 50), window = o.Number("window", 2);
        int size = o.Number("size", 350);
        string service = o.Text("pubsub") ?? "pubsub." + b.Login.Domain;
        o.RefuseUnknown();
        string node = $"load-{b.Run:x8}";
        string filler = new('x', size);
        long expected = (long)subscribers * total;
        var verdict = new Verdict { Expected = expected };
        var latencies = new Latencies(expected);
        var sequences = Enumerable.Range(0, subscribers).Select(_ => new Sequence(total)).ToArray();
        var copies = new int[total];
        long delivered = 0, other = 0;
        int next = 0;

        var connections = await b.LoginAllAsync(
            [.. Enumerable.Range(0, subscribers + 1).Select(i => new Bench.Seat(i, "pubsub"))]);
        Bench.Watch(connections, verdict);
        var publisher = connections[subscribers];
        await AskAsync(publisher, $"<create node='{node}'/>");
        await b.EachAsync(subscribers, async (i, _) =>
            await AskAsync(connections[i], $"<subscribe node='{node}' jid='{b.Bare(i)}'/>"));
        for (int i = 0; i < subscribers; i++)
        {
            int seat = i;
            connections[i].Start((_, s) => OnStanza(seat, s));
            connections[i].SendStanza("<presence/>");
        }
        publisher.Start((_, s) =>
        {
            if (!s.Is("iq"u8) || !s.Attribute("type"u8).SequenceEqual("error"u8)) return;
            Interlocked.Increment(ref verdict.Bounced);
            verdict.Note(Encoding.UTF8.GetString(s));
        });
        await Task.Delay(1000);

        void OnStanza(int seat, ReadOnlySpan<byte> s)
        {
            if (!s.Is("message"u8)) return;
            if (!MessageTemplate.TryRead(s, out var mark, out var received) || mark.Run != b.Run)
            {
                Interlocked.Increment(ref other);
                return;
            }
            if (!received.StartsWith(Encoding.UTF8.GetBytes(filler))) Interlocked.Increment(ref verdict.Corrupt);
            latencies.Add(Stopwatch.GetTimestamp() - mark.SentAt);
            if (!sequences[seat].Add(mark.Sequence)) return;
            Interlocked.Increment(ref delivered);
            b.Progress();
            if (Interlocked.Increment(ref copies[mark.Sequence]) == subscribers)
                lock (copies) PublishNext();
        }

        void PublishNext()
        {
            if (next >= total) return;
            int sequence = next++;
            publisher.SendStanza(
                $"<iq type='set' id='p{sequence}' to='{service}'><pubsub xmlns='{Ns}'><publish node='{node}'><item id='current'>"
                + $"<entry xmlns='urn:example:load'><body>#{b.Run:x8}:{0:d6}:{sequence:d10}:{Stopwatch.GetTimestamp():d19}# {filler}</body>"
                + "</entry></item></publish></pubsub></iq>");
        }

        async Task AskAsync(Connection connection, string request)
        {
            string answer = await connection.RequestAsync("set", $"<pubsub xmlns='{Ns}'>{request}</pubsub>", service);
            if (Connection.AttributeOf(answer, "type") == "error") throw new RunFailedException("refused: " + answer);
        }

        b.Probe.ResetPeak();
        b.ResetProgress();
        var before = b.Probe.Sample();
        long start = Stopwatch.GetTimestamp();
        lock (copies)
            for (int i = 0; i < window; i++) PublishNext();
        if (!await b.WaitAsync(() => Interlocked.Read(ref delivered) >= expected)) verdict.Note("stalled");
        double seconds = (b.LastProgressAt - start) / (double)Stopwatch.Frequency;
        await b.SettleAsync();
        var after = b.Probe.Sample();

        foreach (var sequence in sequences) verdict.Add(sequence);
        b.Set("subscribers", subscribers);
        b.Set("window", window);
        b.Set("publications", total);
        b.SetVerdict(verdict);
        b.Set("other_messages", Interlocked.Read(ref other));
        b.Set("seconds", seconds, 3);
        b.Set("publications_per_s", total / seconds, 1);
        b.Set("notifications_per_s", expected / seconds, 1);
        b.SetLatency(latencies);
        b.SetServer(before, after, expected, "notification");
        await Bench.CloseAllAsync(connections);
    }
}
