using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0004: a form to be filled in, filled in, or a result in the shape of one.</summary>
public sealed record DataForm(DataFormType Type, ImmutableArray<DataFormField> Fields)
{
    public string? Title { get; init; }
    public string? Instructions { get; init; }

    /// <summary>A form whose meaning is <paramref name="formType"/> (XEP-0068 §3.1).</summary>
    public static DataForm Create(DataFormType type, string formType, params IEnumerable<DataFormField> fields) =>
        new(type, [new DataFormField(DataFormNames.FormType, DataFormNames.Hidden, formType), .. fields]);

    /// <summary>What the form means (XEP-0068), or null.</summary>
    public string? FormType => Value(DataFormNames.FormType);

    public DataFormField? Field(string var)
    {
        foreach (var field in Fields)
        {
            if (field.Var == var)
                return field;
        }
        return null;
    }

    /// <summary>The value of a field that has exactly one, else null.</summary>
    public string? Value(string var) => Field(var) is { Values: [var value] } ? value : null;

    /// <summary>XEP-0004 §3.3: "1" and "true", "0" and "false"; null for anything else, and for no such field.</summary>
    public bool? Boolean(string var) => Value(var) switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => null,
    };

    /// <summary>
    /// Reads a form. False if it has no known type, names a field twice (§3.2: 'var' identifies it uniquely), or is
    /// larger than the limits; titles, options, and what is not of XEP-0004 are left aside.
    /// </summary>
    public static bool TryRead(XElement? element, DataFormLimits limits, [NotNullWhen(true)] out DataForm? form)
    {
        form = null;
        if (element?.Name != DataFormNames.X || !TryReadType(element, out var type))
            return false;
        var fields = ImmutableArray.CreateBuilder<DataFormField>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var valuesLeft = limits.MaxValues;
        foreach (var child in element.Elements(DataFormNames.Field))
        {
            // §3.2: only fields of type "fixed", which carry no data, may do without 'var'.
            if (child.Attribute(DataFormNames.Var)?.Value is not { Length: > 0 } var)
                continue;
            if (!seen.Add(var) || fields.Count == limits.MaxFields || !TryReadValues(child, ref valuesLeft, out var values))
                return false;
            fields.Add(new DataFormField(var, child.Attribute(DataFormNames.Type)?.Value, values)
            {
                Label = child.Attribute(DataFormNames.Label)?.Value,
                IsRequired = child.Element(DataFormNames.Required) is not null,
            });
        }
        form = new DataForm(type, fields.ToImmutable());
        return true;
    }

    public XElement ToElement()
    {
        var form = new XElement(DataFormNames.X, new XAttribute(DataFormNames.Type, TypeName));
        if (Title is not null)
            form.Add(new XElement(DataFormNames.Title, Title));
        if (Instructions is not null)
            form.Add(new XElement(DataFormNames.Instructions, Instructions));
        foreach (var field in Fields)
            form.Add(field.ToElement());
        return form;
    }

    private string TypeName => Type switch
    {
        DataFormType.Form => "form",
        DataFormType.Submit => "submit",
        DataFormType.Cancel => "cancel",
        _ => "result",
    };

    private static bool TryReadType(XElement element, out DataFormType type)
    {
        DataFormType? read = element.Attribute(DataFormNames.Type)?.Value switch
        {
            "form" => DataFormType.Form,
            "submit" => DataFormType.Submit,
            "cancel" => DataFormType.Cancel,
            "result" => DataFormType.Result,
            _ => null,
        };
        type = read ?? default;
        return read is not null;
    }

    private static bool TryReadValues(XElement field, ref int left, out ImmutableArray<string> values)
    {
        var read = ImmutableArray.CreateBuilder<string>();
        values = [];
        foreach (var value in field.Elements(DataFormNames.Value))
        {
            if (left-- == 0)
                return false;
            read.Add(value.Value);
        }
        values = read.ToImmutable();
        return true;
    }
}
