namespace Xmpp.Server.Federation.Discovery;

/// <summary>The order in which SRV records are tried (RFC 2782, "Usage rules").</summary>
internal static class ServiceOrder
{
    /// <summary>By priority, and by chance with the weights in between; both services as if they were one (XEP-0368 §3).</summary>
    /// <param name="records">Without those whose target is '.'.</param>
    /// <param name="next">A number from 0 to below its argument, each as likely as the others.</param>
    public static IReadOnlyList<ServiceRecord> Sort(IEnumerable<ServiceRecord> records, Func<int, int> next)
    {
        List<ServiceRecord> sorted = [];
        foreach (var group in records.GroupBy(record => record.Priority).OrderBy(group => group.Key))
        {
            // Those of weight 0 in front, so that they have a small chance beside others.
            var rest = group.OrderBy(record => record.Weight).ToList();
            while (rest.Count > 0)
                sorted.Add(Take(rest, next));
        }
        return sorted;
    }

    private static ServiceRecord Take(List<ServiceRecord> rest, Func<int, int> next)
    {
        var chosen = next(rest.Sum(record => record.Weight) + 1);
        var running = 0;
        var index = rest.FindIndex(record => (running += record.Weight) >= chosen);
        var taken = rest[index];
        rest.RemoveAt(index);
        return taken;
    }
}
