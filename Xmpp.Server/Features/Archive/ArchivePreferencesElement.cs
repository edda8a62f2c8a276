using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>Preferences on the wire (XEP-0441 §2.1).</summary>
internal static class ArchivePreferencesElement
{
    public static XElement Write(ArchivePreferences preferences) => new(
        ArchiveNames.Preferences,
        new XAttribute(ArchiveNames.Default, WordOf(preferences.Default)),
        List(ArchiveNames.Always, preferences.Always),
        List(ArchiveNames.Never, preferences.Never));

    /// <summary>Null and the preferences, or what is wrong with the whole of them.</summary>
    public static StanzaError? Read(XElement element, int maxContacts, out ArchivePreferences? preferences)
    {
        preferences = null;
        if (PolicyOf((string?)element.Attribute(ArchiveNames.Default)) is not { } policy)
            return StanzaError.BadRequest; // §2.1.1: one of three words
        if (!TryReadList(element.Element(ArchiveNames.Always), out var always)
            || !TryReadList(element.Element(ArchiveNames.Never), out var never))
            return StanzaError.JidMalformed;
        if (always.Length + never.Length > maxContacts)
            return StanzaError.ResourceConstraint;
        preferences = new ArchivePreferences(policy, always, never);
        return null;
    }

    private static XElement List(XName name, ImmutableArray<Jid> jids) =>
        new(name, jids.Select(jid => new XElement(ArchiveNames.Jid, jid.ToString())));

    // §2.1.2, §2.1.3: a list that is not there is empty.
    private static bool TryReadList(XElement? list, out ImmutableArray<Jid> jids)
    {
        jids = [];
        if (list is null)
            return true;
        var read = new List<Jid>();
        foreach (var element in list.Elements(ArchiveNames.Jid))
        {
            if (!Jid.TryParse(element.Value, out var jid))
                return false;
            if (!read.Contains(jid))
                read.Add(jid);
        }
        jids = [.. read];
        return true;
    }

    private static string WordOf(ArchivePolicy policy) => policy switch
    {
        ArchivePolicy.Always => "always",
        ArchivePolicy.Never => "never",
        _ => "roster",
    };

    private static ArchivePolicy? PolicyOf(string? word) => word switch
    {
        "always" => ArchivePolicy.Always,
        "never" => ArchivePolicy.Never,
        "roster" => ArchivePolicy.Roster,
        _ => null,
    };
}
