using System.Collections;
using Xmpp.Server.Configuration.Reading;

namespace Xmpp.Server.Configuration.Reloading;

/// <summary>Compares the configuration in force with a newer one, key by key.</summary>
internal sealed class OptionComparison(Func<string, bool> mayCome, Func<string, bool> mayComponentCome)
{
    private readonly List<string> _live = [];
    private readonly List<string> _atRestart = [];
    private readonly List<Action> _steps = [];
    private IReadOnlyList<ComponentOptions>? _components;
    private HostChange? _hosts;

    /// <summary>Changes nothing yet.</summary>
    /// <param name="current">What is in force.</param>
    /// <param name="next">What shall be.</param>
    /// <param name="mayCome">False for names that only a restart can make hosts; null: there are none.</param>
    /// <param name="mayComponentCome">The same for components.</param>
    public static OptionChanges Compare(
        ServerOptions current, ServerOptions next, Func<string, bool>? mayCome = null, Func<string, bool>? mayComponentCome = null)
    {
        var comparison = new OptionComparison(mayCome ?? (static _ => true), mayComponentCome ?? (static _ => true));
        comparison.CompareSection(current, next, "");
        return new OptionChanges(
            comparison._live, comparison._atRestart, comparison._steps, comparison._components, comparison._hosts);
    }

    private void CompareSection(object current, object next, string prefix)
    {
        foreach (var key in OptionKey.Of(current.GetType()))
        {
            var path = prefix + key.Name;
            var (mine, other) = (key.Property.GetValue(current), key.Property.GetValue(next));
            if (key is { IsSection: true, IsList: false })
                CompareSection(mine!, other!, path + ".");
            else if (key.ValueType == typeof(HostOptions))
                CompareHosts(key, current, (IReadOnlyList<HostOptions>)mine!, (IReadOnlyList<HostOptions>)other!, path);
            else if (key.ValueType == typeof(ComponentOptions))
                CompareComponents(key, current, (IReadOnlyList<ComponentOptions>)mine!, (IReadOnlyList<ComponentOptions>)other!, path);
            else if (key is { IsSection: true, IsLive: false } && TryPair(mine, other, out var pairs))
                ComparePairs(pairs, path);
            else if (!AreSame(key, mine, other))
                Note(key, current, other, path);
        }
    }

    // They come and go; those that stay keep their records, which everybody has, and may be in another order.
    private void CompareHosts(
        OptionKey key, object record, IReadOnlyList<HostOptions> mine, IReadOnlyList<HostOptions> others, string path)
    {
        string Named(HostOptions host, string what) => $"{path}[{host.Name}] ({what})";
        HostOptions? Known(HostOptions other) => mine.FirstOrDefault(host => host.Name == other.Name);
        var removed = mine.Where(host => others.All(other => other.Name != host.Name)).ToList();
        var added = others.Where(other => Known(other) is null && mayCome(other.Name)).ToList();
        var now = others.Select(other => Known(other) ?? other).Where(host => mine.Contains(host) || added.Contains(host)).ToList();
        var before = _live.Count;
        foreach (var other in others)
        {
            if (Known(other) is { } host)
                CompareSection(host, other, $"{path}[{host.Name}].");
            else if (!added.Contains(other))
                _atRestart.Add(Named(other, "new"));
        }
        var next = now.Select(host => others.First(other => other.Name == host.Name)).ToList();
        if (now.SequenceEqual(mine))
        {
            if (_live.Count > before)
                _hosts = new HostChange(now, next, [], []);
            return;
        }
        if (now.Count == 0)
        {
            // Nothing of what is new may come yet, and there is no server without a host.
            _atRestart.AddRange(removed.Select(host => Named(host, "no longer there")));
            return;
        }
        _live.AddRange(added.Select(host => Named(host, "new")));
        _live.AddRange(removed.Select(host => Named(host, "no longer there")));
        if (added.Count + removed.Count == 0)
            _live.Add(path); // the first one is one for whom more is meant
        _steps.Add(() => key.Property.SetValue(record, now));
        _hosts = new HostChange(now, next, added, removed);
    }

    // They come and go; one of which something is configured otherwise is another one of its name, with another record.
    private void CompareComponents(
        OptionKey key, object record, IReadOnlyList<ComponentOptions> mine, IReadOnlyList<ComponentOptions> others, string path)
    {
        var now = new List<ComponentOptions>();
        var changed = new List<string>();
        foreach (var other in others)
        {
            if (mine.FirstOrDefault(known => known.Name == other.Name) is { } known)
            {
                var inner = new OptionComparison(mayCome, mayComponentCome);
                inner.CompareSection(known, other, $"{path}[{known.Name}].");
                changed.AddRange(inner._atRestart);
                now.Add(inner._atRestart.Count > 0 ? other : known);
            }
            else if (mayComponentCome(other.Name))
            {
                changed.Add($"{path}[{other.Name}] (new)");
                now.Add(other);
            }
            else
            {
                _atRestart.Add($"{path}[{other.Name}] (new)");
            }
        }
        changed.AddRange(mine
            .Where(known => others.All(other => other.Name != known.Name))
            .Select(known => $"{path}[{known.Name}] (no longer there)"));
        if (changed.Count == 0)
            return; // in another order at most, in which there is no meaning
        _live.AddRange(changed);
        _steps.Add(() => key.Property.SetValue(record, now));
        _components = now;
    }

    // Delegations: each with its successor, which is null for one that goes, as what was there is for one that comes.
    // Those that stay keep their order.
    private static bool TryPair(object? current, object? next, out List<(object? Mine, object? Other)> pairs)
    {
        var (mine, others) = (ListOf(current), ListOf(next));
        pairs = [.. mine.Select(m => (Mine: (object?)m, Other: others.Find(o => NameOf(o) == NameOf(m))))];
        pairs.AddRange(others.Where(o => mine.TrueForAll(m => NameOf(m) != NameOf(o))).Select(o => ((object?)null, (object?)o)));
        return mine.Concat(others).All(record => NameOf(record).Length > 0)
            && mine.DistinctBy(NameOf).Count() == mine.Count && others.DistinctBy(NameOf).Count() == others.Count
            && pairs.Where(p => p.Mine is not null && p.Other is not null).Select(p => NameOf(p.Mine!))
                .SequenceEqual(others.Select(NameOf).Where(name => mine.Exists(m => NameOf(m) == name)));
    }

    private void ComparePairs(List<(object? Mine, object? Other)> pairs, string path)
    {
        foreach (var (mine, other) in pairs)
        {
            if (mine is not null && other is not null)
                CompareSection(mine, other, $"{path}[{NameOf(mine)}].");
            else
                _atRestart.Add($"{path}[{NameOf(mine ?? other!)}] ({(mine is null ? "new" : "no longer there")})");
        }
    }

    private void Note(OptionKey key, object record, object? value, string path)
    {
        (key.IsLive ? _live : _atRestart).Add(path);
        if (key.IsLive)
            _steps.Add(() => key.Property.SetValue(record, value));
    }

    private static bool AreSame(OptionKey key, object? mine, object? other)
    {
        if (!key.IsList || mine is null || other is null)
            return Equals(mine, other);
        var (some, others) = (((IEnumerable)mine).Cast<object>().ToList(), ((IEnumerable)other).Cast<object>().ToList());
        return some.Count == others.Count && some.Zip(others).All(pair => key.IsSection
            ? OptionKey.Of(key.ValueType).All(inner => AreSame(inner, inner.Property.GetValue(pair.First), inner.Property.GetValue(pair.Second)))
            : Equals(pair.First, pair.Second));
    }

    private static List<object> ListOf(object? list) => [.. ((IEnumerable?)list ?? Array.Empty<object>()).Cast<object>()];

    private static string NameOf(object record) => record switch
    {
        DelegationOptions delegation => delegation.Namespace,
        FederationDomainOptions domain => domain.Name,
        _ => "",
    };
}
