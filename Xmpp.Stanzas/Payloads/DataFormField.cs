using System.Collections.Immutable;
using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>A field of a form (XEP-0004 §3.2).</summary>
/// <param name="Var">What identifies it in the form.</param>
/// <param name="Type">Its type (§3.3), or null where the context tells, as in a submission.</param>
/// <param name="Values">Its values; none is not the same as one that is empty.</param>
public sealed record DataFormField(string Var, string? Type, params ImmutableArray<string> Values)
{
    public string? Label { get; init; }
    public bool IsRequired { get; init; }
    public ImmutableArray<DataFormOption> Options { get; init; } = [];

    internal XElement ToElement()
    {
        var field = new XElement(DataFormNames.Field, new XAttribute(DataFormNames.Var, Var));
        if (Type is not null)
            field.Add(new XAttribute(DataFormNames.Type, Type));
        if (Label is not null)
            field.Add(new XAttribute(DataFormNames.Label, Label));
        if (IsRequired)
            field.Add(new XElement(DataFormNames.Required));
        foreach (var value in Values)
            field.Add(new XElement(DataFormNames.Value, value));
        foreach (var option in Options)
            field.Add(ToElement(option));
        return field;
    }

    private static XElement ToElement(DataFormOption option)
    {
        var element = new XElement(DataFormNames.Option, new XElement(DataFormNames.Value, option.Value));
        if (option.Label is not null)
            element.Add(new XAttribute(DataFormNames.Label, option.Label));
        return element;
    }
}
