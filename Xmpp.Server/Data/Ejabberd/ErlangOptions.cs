namespace Xmpp.Server.Data.Ejabberd;

/// <summary>A list of pairs whose first is a name.</summary>
internal sealed class ErlangOptions
{
    private readonly Dictionary<string, ErlangTerm> _values = new(StringComparer.Ordinal);

    private ErlangOptions()
    {
    }

    /// <summary>Null if it is no list. What is no pair in it is passed over.</summary>
    public static ErlangOptions? Read(string? text)
    {
        if (ErlangReader.TryRead(text) is not ErlangTerm.Sequence list)
            return null;
        var options = new ErlangOptions();
        foreach (var item in list.Items)
        {
            if (item is ErlangTerm.Tuple { Items: [ErlangTerm.Atom name, var value] })
                options._values[name.Name] = value;
        }
        return options;
    }

    public ErlangTerm? this[string name] => _values.GetValueOrDefault(name);

    public string? Text(string name) => this[name] is ErlangTerm.Binary text ? text.Text : null;

    /// <summary>The name that a value is.</summary>
    public string? Word(string name) => this[name] is ErlangTerm.Atom atom ? atom.Name : null;

    public bool? Flag(string name) => Word(name) switch { "true" => true, "false" => false, _ => null };

    public int? Number(string name) => this[name] is ErlangTerm.Number number
        && int.TryParse(number.Text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : null;

    public IReadOnlyList<ErlangTerm> List(string name) => this[name] is ErlangTerm.Sequence list ? list.Items : [];
}
