using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.Archive;

/// <summary>The fields that a query may have (XEP-0313 §4.1, §4.1.5).</summary>
internal static class ArchiveForm
{
    private static readonly IReadOnlyList<DataFormField> s_fields =
    [
        new(ArchiveNames.With, DataFormNames.JidSingle),
        new(ArchiveNames.StartField, DataFormNames.TextSingle),
        new(ArchiveNames.EndField, DataFormNames.TextSingle),
        new(ArchiveNames.BeforeId, DataFormNames.TextSingle),
        new(ArchiveNames.AfterId, DataFormNames.TextSingle),
        new(ArchiveNames.Ids, DataFormNames.ListMulti),
        new(ArchiveNames.IncludeGroupChat, DataFormNames.Boolean),
    ];

    private static readonly IReadOnlyList<DataFormField> s_searchFields =
        [.. s_fields, new(ArchiveNames.FullTextField, DataFormNames.TextSingle)];

    /// <summary>The form for a client to fill in.</summary>
    /// <param name="isSearchable">Whether there is a search for words (XEP-0431).</param>
    public static XElement Write(bool isSearchable)
    {
        var form = DataForm.Create(DataFormType.Form, ArchiveNames.Ns.NamespaceName, Fields(isSearchable)).ToElement();
        // §4.1.5: not a choice from a list, any value may be given.
        form.Elements().Single(f => (string?)f.Attribute(DataFormNames.Var) == ArchiveNames.Ids).Add(new XElement(
            ArchiveNames.Validation + "validate", new XAttribute("datatype", "xs:string"),
            new XElement(ArchiveNames.Validation + "open")));
        return form;
    }

    /// <summary>Null and a filled-in form (or none, where there is no form), or the error.</summary>
    public static StanzaError? Read(XElement query, bool isSearchable, out DataForm? form)
    {
        form = null;
        if (query.Element(DataFormNames.X) is not { } element)
            return null;
        if (!DataForm.TryRead(element, DataFormLimits.Default, out var read)
            || read.Type != DataFormType.Submit || read.FormType != ArchiveNames.Ns.NamespaceName)
        {
            return StanzaError.BadRequest; // XEP-0068 §3.1
        }
        foreach (var field in read.Fields)
        {
            // §4.1.5: a filter that is not understood must not be passed over.
            if (field.Var != DataFormNames.FormType && !Fields(isSearchable).Any(f => f.Var == field.Var))
                return StanzaError.FeatureNotImplemented;
            if (field.Var != ArchiveNames.Ids && field.Values.Length != 1)
                return StanzaError.BadRequest;
        }
        form = read;
        return null;
    }

    private static IReadOnlyList<DataFormField> Fields(bool isSearchable) => isSearchable ? s_searchFields : s_fields;
}
