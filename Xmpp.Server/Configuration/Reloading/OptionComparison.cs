using System.Collections;
using Xmpp.Server.Configuration.Reading;

namespace Xmpp.Server.Configuration.Reloading;

/// <summary>Compares the configuration in force with a newer one, key by key.</summary>
internal sealed class OptionComparison
{
    private readonly List<string> _live = [];
    private readonly List<string> _atRestart = [];
    private readonly List<Action> _steps = [];

    /// <summary>Changes nothing yet.</summary>
    public static OptionChanges Compare(ServerOptions current, ServerOptions next)
    {
        var comparison = new OptionComparison();
        comparison.CompareSection(current, next, "");
        return new OptionChanges(comparison._live, comparison._atRestart, comparison._steps);
    }

    private void CompareSection(object current, object next, string prefix)
    {
        foreach (var key in OptionKey.Of(current.GetType()))
        {
            var path = prefix + key.Name;
            var (mine, other) = (key.Property.GetValue(current), key.Property.GetValue(next));
            if (key is { IsSection: true, IsList: false })
                CompareSection(mine!, other!, path + ".");
            else if (key is { IsSection: true, IsLive: false } && NamesOf(mine).SequenceEqual(NamesOf(other)) && NamesOf(mine).Count > 0)
                ComparePairs((IEnumerable)mine!, (IEnumerable)other!, path);
            else if (!AreSame(key, mine, other))
                Note(key, current, other, path);
        }
    }

    // The same hosts, or components: each with its successor.
    private void ComparePairs(IEnumerable current, IEnumerable next, string path)
    {
        foreach (var (mine, other) in current.Cast<object>().Zip(next.Cast<object>()))
            CompareSection(mine, other, $"{path}[{NameOf(mine)}].");
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

    private static List<string> NamesOf(object? list) => [.. ((IEnumerable?)list ?? Array.Empty<object>()).Cast<object>().Select(NameOf)];

    private static string NameOf(object record) => record switch
    {
        HostOptions host => host.Name,
        ComponentOptions component => component.Name,
        DelegationOptions delegation => delegation.Namespace,
        FederationDomainOptions domain => domain.Name,
        _ => "",
    };
}
