using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>Whether what was submitted fits the form (XEP-0004 §3.2, §3.3).</summary>
internal static class AdHocForms
{
    /// <summary>Reads the submission in a command; false where it is none or does not fit.</summary>
    public static bool TryRead(XElement command, DataForm form, [NotNullWhen(true)] out DataForm? submitted)
    {
        submitted = null;
        if (!DataForm.TryRead(command.Element(DataFormNames.X), DataFormLimits.Default, out var read)
            || read.Type is not (DataFormType.Submit or DataFormType.Cancel)) // XEP-0050 §3.5.1: cancel is submit here
        {
            return false;
        }
        if (read.Field(DataFormNames.FormType) is not null && read.FormType != form.FormType)
            return false;
        // What the form has not is not looked at by anybody.
        var known = read with
        {
            Type = DataFormType.Submit,
            Fields = [.. read.Fields.Where(f => form.Field(f.Var) is { Type: not (DataFormNames.Hidden or DataFormNames.Fixed) })],
        };
        if (!form.Fields.All(field => Fits(field, known.Field(field.Var))))
            return false;
        submitted = known;
        return true;
    }

    /// <summary>The form with what was submitted in it, for who goes back (XEP-0050 §2.4.2). Without what nobody shall see.</summary>
    public static DataForm Filled(DataForm form, DataForm submitted) => form with
    {
        Fields = [.. form.Fields.Select(field =>
            field.Type != DataFormNames.TextPrivate && submitted.Field(field.Var) is { } filled
                ? field with { Values = filled.Values }
                : field)],
    };

    private static bool Fits(DataFormField field, DataFormField? submitted)
    {
        var values = submitted?.Values ?? [];
        // An empty text is what clients send for a field that was left alone.
        if (values.All(value => value.Length == 0))
            return !field.IsRequired;
        return field.Type switch
        {
            DataFormNames.JidSingle => values is [var one] && Jid.TryParse(one, out _),
            DataFormNames.JidMulti => values.All(value => value.Length == 0 || Jid.TryParse(value, out _)),
            DataFormNames.Boolean => values is ["0" or "1" or "true" or "false"],
            DataFormNames.ListSingle => values is [var choice] && IsOption(field.Options, choice),
            DataFormNames.ListMulti => values.All(value => IsOption(field.Options, value)),
            DataFormNames.TextSingle or DataFormNames.TextPrivate => values.Length == 1,
            _ => true,
        };
    }

    private static bool IsOption(ImmutableArray<DataFormOption> options, string value) => options.Any(o => o.Value == value);
}
