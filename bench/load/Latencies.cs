using System.Diagnostics;

namespace XmppLoad;

/// <summary>All latencies of a run, exact.</summary>
internal sealed class Latencies(long capacity)
{
    private readonly long[] ticks = new long[capacity];
    private int count;

    public void Add(long elapsedTicks)
    {
        int i = Interlocked.Increment(ref count) - 1;
        if (i < ticks.Length) ticks[i] = elapsedTicks;
    }

    public (double P50, double P99, double Max) Summary()
    {
        int n = Math.Min(count, ticks.Length);
        if (n == 0) return default;
        Array.Sort(ticks, 0, n);
        double Ms(long t) => t * 1000.0 / Stopwatch.Frequency;
        return (Ms(ticks[n / 2]), Ms(ticks[(int)((n - 1) * 0.99)]), Ms(ticks[n - 1]));
    }
}
