using System.Diagnostics;

namespace XmppLoad;

/// <summary>Many persistent rooms in which nobody is (XEP-0045): what do they cost when they are asked for, and afterwards?</summary>
internal static class RoomsScenario
{
    private const string Owner = "http://jabber.org/protocol/muc#owner";

    public static async Task RunAsync(Bench b)
    {
        var o = b.Options;
        int rooms = o.Number("rooms", 10_000), accounts = o.Number("accounts", 100), passes = o.Number("passes", 3);
        int idle = o.Number("idle", 20);
        bool create = o.Flag("create");
        string service = o.Text("muc") ?? "conference." + b.Login.Domain;
        o.RefuseUnknown();
        var verdict = new Verdict { Expected = create ? rooms : (long)rooms * passes };
        long answered = 0;

        var start = b.Probe.Sample();
        var connections = await b.LoginAllAsync(
            [.. Enumerable.Range(0, accounts).Select(i => new Bench.Seat(i, "rooms"))]);
        string Name(int room) => $"idle-{room}@{service}";
        b.Set("rooms", rooms);
        if (b.Probe.Enabled)
        {
            b.Set("server_rss_before_login_mib", start.RssKb / 1024.0, 1);
            b.Set("server_rss_before_mib", b.Probe.Sample().RssKb / 1024.0, 1);
        }

        async Task EachAsync(Func<Connection, int, Task> act)
        {
            var before = b.Probe.Sample();
            var clock = Stopwatch.StartNew();
            await b.EachAsync(accounts, async (i, _) =>
            {
                for (int room = i; room < rooms; room += accounts)
                {
                    await act(connections[i], room);
                    Interlocked.Increment(ref answered);
                    b.Progress();
                }
            });
            double seconds = clock.Elapsed.TotalSeconds;
            var after = b.Probe.Sample();
            string phase = create ? "create" : $"pass_{Interlocked.Read(ref answered) / rooms}";
            b.Set($"{phase}_seconds", seconds, 2);
            if (b.Probe.Enabled)
            {
                b.Set($"{phase}_server_cpu_ms_per_room", (after.CpuMs - before.CpuMs) / rooms, 3);
                b.Set($"{phase}_server_rss_loaded_mib", after.RssKb / 1024.0, 1);
            }
            await Task.Delay(TimeSpan.FromSeconds(idle));
            if (b.Probe.Enabled) b.Set($"{phase}_server_rss_idle_mib", b.Probe.Sample().RssKb / 1024.0, 1);
        }

        async Task AskAsync(Connection connection, string type, string payload, string room)
        {
            string answer = await connection.RequestAsync(type, payload, room);
            if (Connection.AttributeOf(answer, "type") == "error") throw new RunFailedException("refused: " + answer);
        }

        if (create)
        {
            await EachAsync(async (connection, room) =>
            {
                connection.SendStanza($"<presence to='{Name(room)}/owner'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
                await AskAsync(
                    connection, "set",
                    $"<query xmlns='{Owner}'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
                        + "<value>http://jabber.org/protocol/muc#roomconfig</value></field>"
                        + "<field var='muc#roomconfig_persistentroom'><value>1</value></field>"
                        + $"<field var='muc#roomconfig_roomname'><value>Room {room}</value></field></x></query>",
                    Name(room));
                connection.SendStanza($"<presence type='unavailable' to='{Name(room)}/owner'/>");
            });
        }
        else
        {
            for (int pass = 0; pass < passes; pass++)
            {
                await EachAsync((connection, room) => AskAsync(
                    connection, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", Name(room)));
            }
        }

        verdict.Received = answered;
        b.SetVerdict(verdict);
        await Bench.CloseAllAsync(connections);
    }
}
