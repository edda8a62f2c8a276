using System.Diagnostics;
using System.Text;

namespace XmppLoad;

/// <summary>
/// Groups of K+1 users who all have each other as contacts. One user of a group at a time sends unavailable and then
/// available presence; the step is over when the contacts have seen it and the contacts' own presence came back.
/// </summary>
internal static class PresenceScenario
{
    private sealed class Group(int index, int size)
    {
        public readonly int Index = index, Size = size;
        public readonly Connection[] Members = new Connection[size];
        public readonly int[] Subscribed = new int[size];
        public readonly bool[,] Asked = new bool[size, size];
        public int Step, Mover = -1, Missing;
        public bool GoingOnline;
        public readonly int[] SawMover = new int[size], ProbeFrom = new int[size];
        public TaskCompletionSource Over = new();
    }

    public static async Task RunAsync(Bench b)
    {
        var o = b.Options;
        int contacts = o.Number("contacts", 20), groupCount = o.Number("groups", 5), cycles = o.Number("cycles", 3);
        o.RefuseUnknown();
        int size = contacts + 1;
        var verdict = new Verdict();
        long delivered = 0, self = 0;
        bool measuring = false;
        var users = Enumerable.Range(0, groupCount * size).ToArray();
        var groups = users.Chunk(size).Select((_, g) => new Group(g, size)).ToArray();

        var connections = await b.LoginAllAsync([.. users.Select(i => new Bench.Seat(i, "p"))]);
        bool ready = (await Task.WhenAll(connections.Select(MutualAsync))).All(n => n >= contacts);
        b.Set("rosters_existed", ready);
        Bench.Watch(connections, verdict);
        foreach (var g in groups)
            for (int i = 0; i < size; i++)
            {
                int me = i;
                g.Members[i] = connections[g.Index * size + i];
                g.Members[i].Start((_, s) => OnStanza(g, me, s));
                g.Members[i].SendStanza("<presence/>");
            }
        if (!ready)
        {
            await b.QuietAsync();
            // One member of each group at a time: some servers rewrite a roster per change.
            for (int i = 0; i < size; i++)
            {
                int asking = i;
                foreach (var g in groups)
                    for (int j = i + 1; j < size; j++) Ask(g, i, j);
                if (!await b.WaitAsync(() => groups.All(g => Volatile.Read(ref g.Subscribed[asking]) >= contacts)))
                    throw new RunFailedException($"subscriptions did not come about: member {i} of a group lacks some");
            }
        }
        await b.QuietAsync(); // everyone's first presence has gone round

        async Task<int> MutualAsync(Connection c)
        {
            string roster = await c.RequestAsync("get", "<query xmlns='jabber:iq:roster'/>").WaitAsync(b.Login.Timeout);
            return roster.Split("subscription='both'").Length + roster.Split("subscription=\"both\"").Length - 2;
        }

        void Ask(Group g, int from, int to)
        {
            lock (g)
            {
                if (g.Asked[from, to]) return;
                g.Asked[from, to] = true;
            }
            g.Members[from].SendStanza($"<presence type='subscribe' to='{b.Bare(g.Index * size + to)}'/>");
        }

        int IndexOf(Group g, ReadOnlySpan<byte> from)
        {
            int slash = from.IndexOf((byte)'/');
            if (slash >= 0) from = from[..slash];
            for (int i = 0; i < size; i++)
                if (from.SequenceEqual(Encoding.UTF8.GetBytes(b.Bare(g.Index * size + i)))) return i;
            return -1;
        }

        void OnStanza(Group g, int me, ReadOnlySpan<byte> s)
        {
            if (!s.Is("presence"u8)) return;
            int from = IndexOf(g, s.Attribute("from"u8));
            var type = s.Attribute("type"u8);
            if (from < 0)
            {
                Interlocked.Increment(ref verdict.Stray);
                verdict.Note(Encoding.UTF8.GetString(s));
            }
            else if (type.SequenceEqual("subscribe"u8))
            {
                g.Members[me].SendStanza($"<presence type='subscribed' to='{b.Bare(g.Index * size + from)}'/>");
                Ask(g, me, from);
                b.Progress();
            }
            else if (type.SequenceEqual("subscribed"u8))
            {
                Interlocked.Increment(ref g.Subscribed[me]);
                b.Progress();
            }
            else if (!Volatile.Read(ref measuring)) b.Progress();
            else if (type.IsEmpty || type.SequenceEqual("unavailable"u8))
            {
                if (from == me)
                {
                    Interlocked.Increment(ref self); // one's own presence, reflected
                    return;
                }
                Interlocked.Increment(ref delivered);
                b.Progress();
                lock (g)
                {
                    bool online = type.IsEmpty;
                    if (from == g.Mover && online == g.GoingOnline)
                    {
                        if (g.SawMover[me] == g.Step) Interlocked.Increment(ref verdict.Duplicated);
                        else
                        {
                            g.SawMover[me] = g.Step;
                            g.Missing--;
                        }
                    }
                    else if (me == g.Mover && g.GoingOnline && online)
                    {
                        if (g.ProbeFrom[from] == g.Step) Interlocked.Increment(ref verdict.Duplicated);
                        else
                        {
                            g.ProbeFrom[from] = g.Step;
                            g.Missing--;
                        }
                    }
                    else Interlocked.Increment(ref verdict.Stray);
                    if (g.Missing == 0) g.Over.TrySetResult();
                }
            }
        }

        async Task StepAsync(Group g, int mover, bool online)
        {
            lock (g)
            {
                g.Step++;
                g.Mover = mover;
                g.GoingOnline = online;
                g.Missing = online ? 2 * contacts : contacts;
                g.Over = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            g.Members[mover].SendStanza(
                online ? "<presence><status>back</status></presence>" : "<presence type='unavailable'/>");
            try
            {
                await g.Over.Task.WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                lock (g)
                {
                    Interlocked.Add(ref verdict.Lost, g.Missing);
                    string who = b.UserName(g.Index * size + mover);
                    verdict.Note($"{g.Missing} presences missing after {who} went {(online ? "online" : "offline")}");
                }
                throw new RunFailedException("presence lost");
            }
        }

        verdict.Expected = 3L * contacts * size * groupCount * cycles;
        Volatile.Write(ref measuring, true);
        b.Probe.ResetPeak();
        var before = b.Probe.Sample();
        var clock = Stopwatch.StartNew();
        try
        {
            await Task.WhenAll(groups.Select(async g =>
            {
                for (int cycle = 0; cycle < cycles; cycle++)
                    for (int i = 0; i < size; i++)
                    {
                        await StepAsync(g, i, online: false);
                        await StepAsync(g, i, online: true);
                    }
            }));
        }
        catch (RunFailedException)
        {
        }
        double seconds = clock.Elapsed.TotalSeconds;
        await b.SettleAsync();
        var after = b.Probe.Sample();
        Volatile.Write(ref measuring, false);
        verdict.Received = delivered - verdict.Duplicated - verdict.Stray;
        b.Set("contacts", contacts);
        b.Set("groups", groupCount);
        b.Set("cycles", cycles);
        b.SetVerdict(verdict);
        b.Set("own_reflected", self);
        b.Set("seconds", seconds, 3);
        b.Set("presences_per_s", delivered / seconds, 1);
        b.SetServer(before, after, delivered, "presence");
        await Bench.CloseAllAsync(connections);
    }
}
