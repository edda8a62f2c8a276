using System.Globalization;

namespace XmppLoad;

/// <summary>"--name value" options and "--name" flags. What no scenario asked for is refused.</summary>
internal sealed class Options
{
    private static readonly HashSet<string> Flags =
    [
        "json", "direct-tls", "plaintext", "websocket", "tls-resume", "sm", "carbons", "bare", "roster", "create", "help",
    ];

    private readonly Dictionary<string, List<string>> values = [];
    private readonly HashSet<string> known = [];

    public Options(IEnumerable<string> args)
    {
        string? name = null;
        foreach (var a in args)
        {
            if (name != null)
            {
                Put(name, a);
                name = null;
            }
            else if (!a.StartsWith("--", StringComparison.Ordinal))
                throw new UsageException($"unexpected argument '{a}'");
            else if (Flags.Contains(a[2..])) Put(a[2..], "");
            else if (a.IndexOf('=') is var eq and > 0) Put(a[2..eq], a[(eq + 1)..]);
            else name = a[2..];
        }
        if (name != null) throw new UsageException($"--{name} needs a value");
    }

    private void Put(string name, string value)
    {
        if (!values.TryGetValue(name, out var list)) values[name] = list = [];
        list.Add(value);
    }

    public bool Flag(string name)
    {
        known.Add(name);
        return values.ContainsKey(name);
    }

    public string? Text(string name)
    {
        known.Add(name);
        return values.TryGetValue(name, out var v) ? v[^1] : null;
    }

    public int Number(string name, int fallback, int min = 1)
    {
        var t = Text(name);
        if (t == null) return fallback;
        if (!int.TryParse(t, NumberStyles.Integer, CultureInfo.InvariantCulture, out int n) || n < min)
            throw new UsageException($"--{name}: a whole number from {min} on, not '{t}'");
        return n;
    }

    public IEnumerable<int> Numbers(string name)
    {
        known.Add(name);
        return values.TryGetValue(name, out var v)
            ? v.SelectMany(x => x.Split(',', ' ')).Where(x => x != "")
                .Select(x => int.TryParse(x, out int n) ? n : throw new UsageException($"--{name}: '{x}'"))
            : [];
    }

    public void RefuseUnknown()
    {
        foreach (var name in values.Keys)
            if (!known.Contains(name)) throw new UsageException($"--{name} is not an option of this scenario");
    }
}
