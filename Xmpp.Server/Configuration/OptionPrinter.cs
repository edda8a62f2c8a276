using System.Collections;
using System.Text;
using Xmpp.Server.Configuration.Reading;

namespace Xmpp.Server.Configuration;

/// <summary>The configuration in force, as TOML and without secrets (cases OPS-07).</summary>
public static class OptionPrinter
{
    private const string Hidden = "\"…\"";

    public static string Print(ServerOptions options)
    {
        var text = new StringBuilder();
        PrintTable(text, options, "");
        return text.ToString();
    }

    // TOML wants the plain keys of a table before its inner tables.
    private static void PrintTable(StringBuilder text, object record, string prefix)
    {
        var keys = OptionKey.Of(record.GetType());
        foreach (var key in keys.Where(key => !key.IsSection))
        {
            if (key.Property.GetValue(record) is { } value)
                text.Append(key.Name).Append(" = ").Append(key.IsSecret ? Hidden : Format(key, value)).Append('\n');
        }
        foreach (var key in keys.Where(key => key.IsSection))
        {
            var path = prefix + key.Name;
            var value = key.Property.GetValue(record);
            foreach (var item in key.IsList ? (IEnumerable)(value ?? Array.Empty<object>()) : new[] { value })
            {
                text.Append('\n').Append(key.IsList ? $"[[{path}]]" : $"[{path}]").Append('\n');
                PrintTable(text, item, path + ".");
            }
        }
    }

    private static string Format(OptionKey key, object value) => key.IsList
        ? $"[{string.Join(", ", ((IEnumerable)value).Cast<object>().Select(OptionScalar.Format))}]"
        : OptionScalar.Format(value);
}
