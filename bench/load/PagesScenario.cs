using System.Diagnostics;
using System.Globalization;

namespace XmppLoad;

/// <summary>Pages of one large archive (XEP-0313), from its beginning to its end: each costs the same if all is well.</summary>
internal static class PagesScenario
{
    public static async Task RunAsync(Bench b)
    {
        int places = b.Options.Number("places", 5), queries = b.Options.Number("queries", 40), page = b.Options.Number("page", 50);
        var first = Time(b, "from");
        var last = Time(b, "to");
        b.Options.RefuseUnknown();
        var c = await Connection.LoginAsync(b.Login, b.UserName(0), b.Password(0), "pages");
        var p50 = new List<double>();
        for (int place = -3; place <= places; place++) // the first three are not counted: code that is loaded and compiled
        {
            var start = first + (last - first) * (Math.Clamp(place, 0, places - 1) / (double)places);
            string query = place == places
                ? Query("", $"<max>{page}</max><before/>")
                : Query(Form(start), $"<max>{page}</max>");
            var latencies = new List<double>();
            var before = b.Probe.Sample();
            for (int i = 0; i < queries; i++)
            {
                long began = Stopwatch.GetTimestamp();
                string answer = await c.RequestAsync("set", query).WaitAsync(b.Login.Timeout);
                latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                if (!answer.Contains("<last>", StringComparison.Ordinal)) throw new RunFailedException("an empty page: " + answer);
            }
            double cpu = (b.Probe.Sample().CpuMs - before.CpuMs) / queries;
            latencies.Sort();
            string name = place == places ? "last_page" : $"place_{place + 1}_of_{places}";
            if (place < 0) continue;
            p50.Add(latencies[latencies.Count / 2]);
            b.Set($"p50_ms_{name}", p50[^1], 2);
            if (b.Probe.Enabled) b.Set($"server_cpu_ms_{name}", cpu, 2);
        }
        b.Set("page", page);
        b.Set("p50_slowest_to_fastest", p50.Max() / p50.Min(), 2);
        await c.CloseAsync();
    }

    private static DateTimeOffset Time(Bench b, string option) => DateTimeOffset.Parse(
        b.Options.Text(option) ?? throw new UsageException("pages needs --from and --to, times of the archive's ends"),
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Query(string form, string set) =>
        $"<query xmlns='urn:xmpp:mam:2'>{form}<set xmlns='http://jabber.org/protocol/rsm'>{set}</set></query>";

    private static string Form(DateTimeOffset start) =>
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>"
        + $"<field var='start'><value>{start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</value></field></x>";
}
