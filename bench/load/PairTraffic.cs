using System.Diagnostics;

namespace XmppLoad;

/// <summary>
/// Pairs of users, one sending to the other. Each sender has a fixed number of messages in flight: a delivery,
/// seen in this same process, is what lets the next message go, so the receivers send nothing.
/// </summary>
internal sealed class PairTraffic
{
    private sealed class Pair(int index, int total)
    {
        public readonly int Index = index;
        public readonly Sequence Direct = new(total), SentCarbons = new(total), ReceivedCarbons = new(total);
        public Connection Sender = null!;
        public MessageTemplate Template = null!;
        public int Next;
        public int Injected;
        public byte[]? Held;
    }

    private readonly Bench bench;
    private readonly int perPair;
    private readonly bool management, carbons, bare;
    private readonly string? inject;
    private readonly Pair[] pairs;
    private readonly int window, size;
    private readonly Latencies latencies;
    private readonly Verdict verdict = new();
    private Connection[] connections = [];
    private long direct, copies, other;

    public int Messages => perPair * pairs.Length;
    public Verdict Verdict => verdict;
    public Latencies Latencies => latencies;
    public long Deliveries => Interlocked.Read(ref direct) + Interlocked.Read(ref copies);
    public static int ReceiverOf(int pair) => 2 * pair + 1;

    public PairTraffic(Bench bench, int pairCount, int messages, bool allowCarbons = true)
    {
        this.bench = bench;
        var o = bench.Options;
        window = o.Number("window", 8);
        size = o.Number("size", 350);
        management = o.Flag("sm");
        bare = o.Flag("bare");
        carbons = allowCarbons && o.Flag("carbons");
        inject = o.Text("inject");
        if (inject is not (null or "loss" or "dup" or "reorder" or "corrupt"))
            throw new UsageException("--inject: loss, dup, reorder or corrupt");
        perPair = (messages + pairCount - 1) / pairCount;
        pairs = [.. Enumerable.Range(0, pairCount).Select(i => new Pair(i, perPair))];
        latencies = new Latencies((long)perPair * pairCount);
        bench.Set("pairs", pairCount);
        bench.Set("window", window);
        bench.Set("messages", Messages);
        bench.Set("to", bare ? "bare" : "full");
        bench.Set("sm", management);
        bench.Set("carbons", carbons);
    }

    public async Task ConnectAsync()
    {
        int ackEvery = bench.Options.Number("sm-every", 25);
        var seats = new List<Bench.Seat>();
        foreach (var p in pairs)
        {
            seats.Add(new(2 * p.Index, "main", management, carbons));
            seats.Add(new(2 * p.Index + 1, "main", management, carbons, AtPeer: true));
            if (!carbons) continue;
            seats.Add(new(2 * p.Index, "second", management, true));
            seats.Add(new(2 * p.Index + 1, "second", management, true, AtPeer: true));
        }
        connections = await bench.LoginAllAsync(seats);
        Bench.Watch(connections, verdict);
        int step = carbons ? 4 : 2;
        foreach (var p in pairs)
        {
            var (sender, receiver) = (connections[p.Index * step], connections[p.Index * step + 1]);
            p.Sender = sender;
            string to = bare ? bench.BareAtPeer(ReceiverOf(p.Index)) : receiver.FullJid;
            p.Template = new MessageTemplate(bench.Run, p.Index, to, "chat", size);
            sender.Start((_, s) => OnOther(p, s));
            receiver.Start((_, s) => OnReceiver(p, s));
            if (!carbons) continue;
            connections[p.Index * step + 2].Start((_, s) => OnCarbon(p, p.SentCarbons, s));
            connections[p.Index * step + 3].Start((_, s) => OnCarbon(p, p.ReceivedCarbons, s));
        }
        foreach (var c in connections) c.AckEvery = ackEvery;
        for (int i = 0; i < connections.Length; i++)
            connections[i].SendStanza(i % step < 2 ? "<presence><priority>5</priority></presence>" : "<presence/>");
        bench.Set("stanza_bytes", pairs[0].Template.Size);
        await Task.Delay(1000);
    }

    /// <summary>Sends everything, waits for it; the seconds from the first send to the last arrival.</summary>
    public async Task<double> RunAsync()
    {
        bench.ResetProgress();
        long start = Stopwatch.GetTimestamp();
        foreach (var p in pairs)
            lock (p)
                for (int i = 0; i < window; i++) SendNext(p);
        long expected = (long)Messages * (carbons ? 3 : 1);
        if (!await bench.WaitAsync(() => Deliveries >= expected)) verdict.Note("stalled");
        double seconds = (bench.LastProgressAt - start) / (double)Stopwatch.Frequency;

        if (management)
        {
            foreach (var p in pairs) p.Sender.Send("<r xmlns='urn:xmpp:sm:3'/>");
            if (!await bench.WaitAsync(() => pairs.All(p => p.Sender.AckedByServer == p.Sender.Sent), stall: 10))
            {
                bench.FailRun("the server's SM counter differs from what was sent");
                foreach (var p in pairs.Where(p => p.Sender.AckedByServer != p.Sender.Sent).Take(3))
                    verdict.Note($"{p.Sender.User}: sent {p.Sender.Sent}, acked {p.Sender.AckedByServer}");
            }
        }
        await bench.SettleAsync();
        return seconds;
    }

    public void Report()
    {
        foreach (var p in pairs)
        {
            verdict.Add(p.Direct);
            if (!carbons) continue;
            verdict.Add(p.SentCarbons);
            verdict.Add(p.ReceivedCarbons);
        }
        verdict.Expected = (long)Messages * (carbons ? 3 : 1);
        bench.SetVerdict(verdict);
        bench.Set("other_messages", Interlocked.Read(ref other));
    }

    public Task CloseAsync() => Bench.CloseAllAsync(connections);

    // Called by the receiver's pump, or by the start under the same lock: one at a time per pair.
    private void SendNext(Pair p)
    {
        if (p.Next >= perPair) return;
        p.Sender.SendStanza(p.Template.Next(p.Next++));
    }

    private void OnReceiver(Pair p, ReadOnlySpan<byte> s)
    {
        if (inject != null && s.Is("message"u8))
        {
            InjectFault(p, s);
            return;
        }
        Receive(p, s);
    }

    private void Receive(Pair p, ReadOnlySpan<byte> s)
    {
        if (!Check(p, s, carbonExpected: false, out var mark)) return;
        latencies.Add(Stopwatch.GetTimestamp() - mark.SentAt);
        lock (p)
        {
            if (!p.Direct.Add(mark.Sequence)) return;
            SendNext(p);
        }
        Interlocked.Increment(ref direct);
        bench.Progress();
    }

    private void OnCarbon(Pair p, Sequence sequence, ReadOnlySpan<byte> s)
    {
        if (!Check(p, s, carbonExpected: true, out var mark) || !sequence.Add(mark.Sequence)) return;
        Interlocked.Increment(ref copies);
        bench.Progress();
    }

    private void OnOther(Pair p, ReadOnlySpan<byte> s)
    {
        if (!s.Is("message"u8)) return;
        if (Check(p, s, carbonExpected: false, out _)) Interlocked.Increment(ref verdict.Stray); // nothing is due here
    }

    private bool Check(Pair p, ReadOnlySpan<byte> s, bool carbonExpected, out Mark mark)
    {
        mark = default;
        if (!s.Is("message"u8)) return false;
        if (s.Attribute("type"u8).SequenceEqual("error"u8))
        {
            Interlocked.Increment(ref verdict.Bounced);
            verdict.Note(System.Text.Encoding.UTF8.GetString(s));
            return false;
        }
        if (!MessageTemplate.TryRead(s, out mark, out var filler) || mark.Run != bench.Run)
        {
            Interlocked.Increment(ref other); // a notice of the server, or left over from an earlier run
            return false;
        }
        if (mark.Stream != p.Index || s.Has("urn:xmpp:carbons:2"u8) != carbonExpected)
        {
            Interlocked.Increment(ref verdict.Stray);
            return false;
        }
        if (!filler.SequenceEqual(p.Template.ExpectedFiller))
        {
            if (Interlocked.Increment(ref verdict.Corrupt) == 1) verdict.Note(System.Text.Encoding.UTF8.GetString(s));
        }
        return true;
    }

    /// <summary>Damages what arrived, once every 100 messages: shows that the checks see it.</summary>
    private void InjectFault(Pair p, ReadOnlySpan<byte> s)
    {
        if (p.Held != null)
        {
            var held = p.Held;
            p.Held = null;
            Receive(p, s);
            Receive(p, held);
            return;
        }
        if (++p.Injected % 100 != 50)
        {
            Receive(p, s);
            return;
        }
        switch (inject)
        {
            case "loss":
                lock (p) SendNext(p);
                break;
            case "dup":
                Receive(p, s);
                Receive(p, s);
                break;
            case "reorder":
                p.Held = s.ToArray();
                break;
            case "corrupt":
                var damaged = s.ToArray();
                damaged[damaged.AsSpan().IndexOf("cake"u8)] = (byte)'f';
                Receive(p, damaged);
                break;
        }
    }
}
