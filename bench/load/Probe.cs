using System.Globalization;

namespace XmppLoad;

/// <summary>
/// CPU time and resident memory of the server: the given processes and all their descendants, read from /proc.
/// CPU = utime+stime of each, plus cutime+cstime so that children that ended in between are counted too.
/// </summary>
internal sealed class Probe : IDisposable
{
    private static readonly double MsPerTick = 10; // USER_HZ is 100 on Linux whatever the kernel's own tick

    private readonly int[] roots;
    private readonly Timer? timer;
    private long peakRssKb;

    public Probe(IEnumerable<int> pids)
    {
        roots = pids.ToArray();
        foreach (int pid in roots)
            if (!Directory.Exists($"/proc/{pid}"))
                throw new UsageException($"--server-pid {pid}: no such process");
        if (roots.Length > 0)
            timer = new Timer(_ => Sample(), null, 200, 200);
    }

    public bool Enabled => roots.Length > 0;

    public long PeakRssKb => Interlocked.Read(ref peakRssKb);

    public void ResetPeak() => Interlocked.Exchange(ref peakRssKb, 0);

    public Usage Sample()
    {
        if (!Enabled) return default;
        var all = new Dictionary<int, (int Parent, long Ticks, long RssPages)>();
        foreach (var dir in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(dir.AsSpan(6), out int pid)) continue;
            string stat;
            try
            {
                stat = File.ReadAllText(dir + "/stat");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue; // ended meanwhile
            }
            // The name in parentheses may hold spaces: fields are counted from its end.
            var f = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long N(int i) => long.Parse(f[i], CultureInfo.InvariantCulture);
            all[pid] = ((int)N(1), N(11) + N(12) + N(13) + N(14), N(21));
        }

        long ticks = 0, pages = 0;
        int count = 0;
        foreach (var (pid, info) in all)
        {
            bool ours = false;
            for (int p = pid, hops = 0; p > 1 && hops < 64 && !ours; hops++)
            {
                ours = Array.IndexOf(roots, p) >= 0;
                p = all.TryGetValue(p, out var up) ? up.Parent : 0;
            }
            if (!ours) continue;
            ticks += info.Ticks;
            pages += info.RssPages;
            count++;
        }
        long rss = pages * (Environment.SystemPageSize / 1024);
        for (long seen = PeakRssKb; rss > seen; seen = PeakRssKb)
            if (Interlocked.CompareExchange(ref peakRssKb, rss, seen) == seen) break;
        return new Usage(ticks * MsPerTick, rss, count);
    }

    public void Dispose() => timer?.Dispose();
}
