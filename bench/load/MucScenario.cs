using System.Diagnostics;
using System.Text;

namespace XmppLoad;

/// <summary>Rooms with one speaker each; a message is over when every occupant has its copy.</summary>
internal static class MucScenario
{
    private const int JoinSteps = 4;

    private sealed class Room(int index, string jid, int occupants, int messages)
    {
        public readonly int Index = index;
        public readonly string Jid = jid;
        public readonly int Occupants = occupants;
        public readonly int[] Copies = new int[messages];
        public readonly Connection[] Connections = new Connection[occupants];
        public readonly Sequence[] Sequences = [.. Enumerable.Range(0, occupants).Select(_ => new Sequence(messages))];
        public readonly TaskCompletionSource<string?>[] Joined =
            [.. Enumerable.Range(0, occupants).Select(_ => Awaited())];
        public readonly TaskCompletionSource<string?> Configured = Awaited();
        public MessageTemplate Template = null!;
        public int Next;

        private static TaskCompletionSource<string?> Awaited() =>
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public static async Task RunAsync(Bench b)
    {
        var o = b.Options;
        int roomCount = o.Number("rooms", 5), occupants = o.Number("occupants", 20), total = o.Number("messages", 2000);
        int window = o.Number("window", 4), size = o.Number("size", 350);
        string service = o.Text("muc") ?? "conference." + b.Login.Domain;
        o.RefuseUnknown();
        int perRoom = (total + roomCount - 1) / roomCount;
        long expected = (long)perRoom * roomCount * occupants;
        var verdict = new Verdict { Expected = expected };
        var latencies = new Latencies(expected);
        long delivered = 0, other = 0;

        var connections = await b.LoginAllAsync(
            [.. Enumerable.Range(0, roomCount * occupants).Select(i => new Bench.Seat(i, "muc"))]);
        Bench.Watch(connections, verdict);
        var rooms = new Room[roomCount];
        for (int r = 0; r < roomCount; r++)
        {
            var room = rooms[r] = new Room(r, $"load-{b.Run:x8}-{r}@{service}", occupants, perRoom);
            room.Template = new MessageTemplate(b.Run, r, room.Jid, "groupchat", size);
            for (int i = 0; i < occupants; i++)
            {
                int seat = i;
                room.Connections[i] = connections[r * occupants + i];
                room.Connections[i].Start((_, s) => OnStanza(room, seat, s));
                room.Connections[i].SendStanza("<presence/>");
            }
        }

        void OnStanza(Room room, int seat, ReadOnlySpan<byte> s)
        {
            if (s.Is("message"u8))
            {
                if (s.Attribute("type"u8).SequenceEqual("error"u8))
                {
                    Interlocked.Increment(ref verdict.Bounced);
                    verdict.Note(Encoding.UTF8.GetString(s));
                    return;
                }
                if (!MessageTemplate.TryRead(s, out var mark, out var filler) || mark.Run != b.Run)
                {
                    Interlocked.Increment(ref other); // the subject, a configuration notice
                    return;
                }
                if (mark.Stream != room.Index)
                {
                    Interlocked.Increment(ref verdict.Stray);
                    return;
                }
                if (!filler.SequenceEqual(room.Template.ExpectedFiller)) Interlocked.Increment(ref verdict.Corrupt);
                latencies.Add(Stopwatch.GetTimestamp() - mark.SentAt);
                if (!room.Sequences[seat].Add(mark.Sequence)) return;
                Interlocked.Increment(ref delivered);
                b.Progress();
                if (Interlocked.Increment(ref room.Copies[mark.Sequence]) == occupants)
                    lock (room) SendNext(room);
            }
            else if (s.Is("presence"u8))
            {
                if (!s.Attribute("from"u8).StartsWith(Encoding.UTF8.GetBytes(room.Jid))) return;
                if (s.Attribute("type"u8).SequenceEqual("error"u8))
                    room.Joined[seat].TrySetResult(Encoding.UTF8.GetString(s));
                else if (s.Has("110"u8) && s.Has("http://jabber.org/protocol/muc#user"u8))
                    room.Joined[seat].TrySetResult(null);
            }
            else if (s.Is("iq"u8) && s.Attribute("id"u8).SequenceEqual("instant"u8))
                room.Configured.TrySetResult(
                    s.Attribute("type"u8).SequenceEqual("result"u8) ? null : Encoding.UTF8.GetString(s));
        }

        void SendNext(Room room)
        {
            if (room.Next < perRoom) room.Connections[0].SendStanza(room.Template.Next(room.Next++));
        }

        async Task JoinAsync(Room room, int seat)
        {
            room.Connections[seat].SendStanza($"<presence to='{room.Jid}/n{seat}'>"
                + "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>");
            if (await room.Joined[seat].Task.WaitAsync(b.Login.Timeout) is { } error)
                throw new RunFailedException("join refused: " + error);
        }

        // In four steps, so that what a join costs can be seen to grow with who is there already and with nothing else.
        var joins = new List<(double CpuMs, double Ms)>();
        await Task.WhenAll(rooms.Select(async room =>
        {
            await JoinAsync(room, 0);
            room.Connections[0].SendStanza($"<iq type='set' id='instant' to='{room.Jid}'>"
                + "<query xmlns='http://jabber.org/protocol/muc#owner'>"
                + "<x xmlns='jabber:x:data' type='submit'/></query></iq>");
            if (await room.Configured.Task.WaitAsync(b.Login.Timeout) is { } error)
                throw new RunFailedException("room not opened: " + error);
        }));
        for (int step = 0; step < JoinSteps; step++)
        {
            int from = Math.Max(1, occupants * step / JoinSteps), to = occupants * (step + 1) / JoinSteps;
            double cpu = b.Probe.Sample().CpuMs;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(rooms.SelectMany(room => Enumerable.Range(from, to - from).Select(i => JoinAsync(room, i))));
            double ms = clock.Elapsed.TotalMilliseconds;
            await b.SettleAsync();
            int count = Math.Max(1, (to - from) * roomCount);
            joins.Add(((b.Probe.Sample().CpuMs - cpu) / count, ms / count));
        }
        await Task.Delay(1000);

        b.Probe.ResetPeak();
        b.ResetProgress();
        var before = b.Probe.Sample();
        long start = Stopwatch.GetTimestamp();
        foreach (var room in rooms)
            lock (room)
                for (int i = 0; i < window; i++) SendNext(room);
        if (!await b.WaitAsync(() => Interlocked.Read(ref delivered) >= expected)) verdict.Note("stalled");
        double seconds = (b.LastProgressAt - start) / (double)Stopwatch.Frequency;
        await b.SettleAsync();
        var after = b.Probe.Sample();

        foreach (var room in rooms)
            foreach (var sequence in room.Sequences) verdict.Add(sequence);
        b.Set("rooms", roomCount);
        b.Set("occupants", occupants);
        for (int step = 0; step < JoinSteps; step++)
        {
            b.Set($"join_ms_step_{step + 1}", joins[step].Ms, 3);
            if (b.Probe.Enabled) b.Set($"server_cpu_ms_per_join_step_{step + 1}", joins[step].CpuMs, 3);
        }
        b.Set("window", window);
        b.Set("messages", perRoom * roomCount);
        b.Set("stanza_bytes", rooms[0].Template.Size);
        b.SetVerdict(verdict);
        b.Set("other_messages", Interlocked.Read(ref other));
        b.Set("seconds", seconds, 3);
        b.Set("messages_per_s", perRoom * roomCount / seconds, 1);
        b.Set("copies_per_s", expected / seconds, 1);
        b.SetLatency(latencies);
        b.SetServer(before, after, expected, "copy");
        await Bench.CloseAllAsync(connections);
    }
}
