using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Data.Prosody;

/// <summary>vCard, private elements, block list, preferences of the archive.</summary>
internal static class ProsodyProfile
{
    public static IEnumerable<DataPart> Read(Jid account, IProsodyStores stores, DataReport report)
    {
        if (stores.Read("vcard", DataKind.VCard) is { } card)
        {
            if (ProsodyStanza.Read(card, Portable.PortableNames.VCard.Namespace) is { } element)
                yield return new DataPart.Card(element);
            else
                report.Refuse(DataKind.VCard, account.ToString(), "the vCard cannot be read");
        }
        foreach (var (_, value) in stores.Read("private", DataKind.Private)?.Entries ?? [])
        {
            if (value is LuaTable table && ProsodyStanza.Read(table) is { } element)
                yield return new DataPart.PrivateElement(element);
            else
                report.Refuse(DataKind.Private, account.ToString(), "an element cannot be read");
        }
        foreach (var (key, _) in stores.Read("blocklist", DataKind.Blocked)?.Entries ?? [])
        {
            if (key is not LuaText text)
                continue; // under false is what Prosody notes for itself
            if (Jid.TryParse(text.ToString(), out var blocked))
                yield return new DataPart.Blocked(blocked);
            else
                report.Refuse(DataKind.Blocked, account.ToString(), $"{text} is no address");
        }
        if (stores.Read("archive_prefs", DataKind.Preferences) is { } preferences)
            yield return new DataPart.Preferences(PreferencesOf(preferences));
    }

    // Addresses are true (always) or false (never); the default stands under false.
    private static ArchivePreferences PreferencesOf(LuaTable table)
    {
        var policy = table[false] switch
        {
            false => ArchivePolicy.Never,
            LuaText text when text.ToString() == "roster" => ArchivePolicy.Roster,
            _ => ArchivePolicy.Always,
        };
        var named = table.Entries.Where(e => e.Key is LuaText)
            .Select(e => (Jid: Jid.TryParse(e.Key.ToString(), out var jid) ? jid : null, e.Value))
            .Where(e => e.Jid is not null).ToList();
        return new ArchivePreferences(
            policy, [.. named.Where(e => e.Value is true).Select(e => e.Jid).OfType<Jid>()],
            [.. named.Where(e => e.Value is false).Select(e => e.Jid).OfType<Jid>()]);
    }
}
