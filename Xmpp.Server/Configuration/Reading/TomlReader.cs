using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>TOML text → tables, lists and values that know their line.</summary>
internal sealed class TomlReader(string file, List<ConfigurationProblem> problems)
{
    /// <summary>The whole document; null when it is no TOML, which is then said in the problems.</summary>
    public OptionTable? Read(string text)
    {
        // Without the library's own check of names: its message quotes the value, which may be a password.
        var document = SyntaxParser.Parse(text, file, validate: false);
        foreach (var error in document.Diagnostics.Where(m => m.Kind == DiagnosticMessageKind.Error))
            problems.Add(new ConfigurationProblem(At(error.Span).ToString(), error.Message));
        if (document.HasErrors)
            return null;

        var root = new OptionTable(new SourceLocation(file, 1, 1)) { IsClosed = true };
        foreach (var item in document.KeyValues)
            Add(root, item);
        foreach (var table in document.Tables)
            Add(root, table);
        return root;
    }

    private void Add(OptionTable root, TableSyntaxBase syntax)
    {
        if (syntax.Name is null)
            return;
        var names = Names(syntax.Name);
        var parent = Descend(root, names[..^1], closed: false);
        var (name, location) = names[^1];
        var table = parent is null ? null : syntax is TableArraySyntax
            ? Append(parent, name, location)
            : Open(parent, name, location);
        if (table is null)
            return;
        foreach (var item in syntax.Items)
            Add(table, item);
    }

    private void Add(OptionTable table, KeyValueSyntax item)
    {
        if (item.Key is null || item.Value is null)
            return;
        var names = Names(item.Key);
        if (Descend(table, names[..^1], closed: true) is not { } parent)
            return;
        var (name, location) = names[^1];
        if (parent[name] is { } earlier)
            Twice(name, location, earlier);
        else
            parent.Add(name, location, Value(item.Value));
    }

    private OptionTable? Open(OptionTable parent, string name, SourceLocation location)
    {
        if (parent[name] is null)
        {
            var made = new OptionTable(location) { IsClosed = true };
            parent[name] = made;
            return made;
        }
        if (parent[name] is OptionTable { IsClosed: false } table)
        {
            table.IsClosed = true;
            return table;
        }
        Twice(name, location, parent[name]);
        return null;
    }

    private OptionTable? Append(OptionTable parent, string name, SourceLocation location)
    {
        if (parent[name] is null)
            parent[name] = new OptionList(location) { IsOfTables = true };
        if (parent[name] is not OptionList { IsOfTables: true } list)
        {
            Twice(name, location, parent[name]);
            return null;
        }
        var table = new OptionTable(location) { IsClosed = true };
        list.Items.Add(table);
        return table;
    }

    // The tables before the last dot; in [a.b] they may exist already, and of a list the last one is meant.
    private OptionTable? Descend(
        OptionTable from, IReadOnlyList<(string Name, SourceLocation Location)> names, bool closed)
    {
        var table = from;
        foreach (var (name, location) in names)
        {
            var next = table[name];
            if (next is null)
                table[name] = next = new OptionTable(location) { IsClosed = closed };
            if (next is OptionList { IsOfTables: true, Items: [.., OptionTable last] })
                next = last;
            if (next is not OptionTable inner)
            {
                Twice(name, location, next);
                return null;
            }
            table = inner;
        }
        return table;
    }

    private OptionNode Value(ValueSyntax syntax)
    {
        var location = At(syntax.Span);
        switch (syntax)
        {
            case ArraySyntax array:
                var list = new OptionList(location);
                list.Items.AddRange(array.Items.Select(item => item.Value).OfType<ValueSyntax>().Select(Value));
                return list;
            case InlineTableSyntax inline:
                var table = new OptionTable(location) { IsClosed = true };
                foreach (var item in inline.Items.Select(item => item.KeyValue).OfType<KeyValueSyntax>())
                    Add(table, item);
                return table;
            default:
                return new OptionValue(Scalar(syntax), location);
        }
    }

    private static object Scalar(ValueSyntax syntax) => syntax switch
    {
        StringValueSyntax s => s.Value ?? "",
        IntegerValueSyntax i => i.Value,
        BooleanValueSyntax b => b.Value,
        FloatValueSyntax f => f.Value,
        DateTimeValueSyntax d => d.Value,
        _ => syntax,
    };

    private List<(string Name, SourceLocation Location)> Names(KeySyntax key)
    {
        List<(string, SourceLocation)> names = [(Text(key.Key), At(key.Span))];
        names.AddRange(key.DotKeys.Select(dot => (Text(dot.Key), At(dot.Key?.Span ?? dot.Span))));
        return names;
    }

    private static string Text(BareKeyOrStringValueSyntax? key) => key switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };

    private void Twice(string name, SourceLocation location, OptionNode? earlier) =>
        problems.Add(new ConfigurationProblem(
            location.ToString(), $"{name} is set twice, first in line {earlier?.Location.Line}", "once"));

    private SourceLocation At(SourceSpan span) => new(file, span.Start.Line + 1, span.Start.Column + 1);
}
