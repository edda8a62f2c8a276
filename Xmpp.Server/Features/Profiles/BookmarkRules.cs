using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Profiles;

/// <summary>Bookmarks as items (XEP-0402) and as one list (XEP-0048), turned into each other.</summary>
internal static class BookmarkRules
{
    private static readonly XName[] s_shared = ["nick", "password"];

    /// <summary>
    /// The list of all rooms (XEP-0402 §5.3.1), with what else the old list had: bookmarks of web pages. An item whose id is
    /// no address of a room is left out; it stays where it is (cases PUB-09).
    /// </summary>
    public static XElement ToStorage(IEnumerable<(string Id, XElement Conference)> bookmarks, XElement? oldStorage)
    {
        var storage = new XElement(BookmarkNames.Storage);
        foreach (var (id, conference) in bookmarks)
        {
            if (!IsRoom(id) || conference.Name != BookmarkNames.Conference)
                continue;
            var old = new XElement(BookmarkNames.OldConference, new XAttribute(BookmarkNames.Jid, id));
            if (conference.Attribute(BookmarkNames.Name) is { } name)
                old.Add(new XAttribute(name));
            if (conference.Attribute(BookmarkNames.AutoJoin) is { } autoJoin)
                old.Add(new XAttribute(BookmarkNames.AutoJoin, IsTrue(autoJoin) ? "true" : "false"));
            foreach (var shared in s_shared)
            {
                if (conference.Element(BookmarkNames.Ns + shared.LocalName) is { } child)
                    old.Add(new XElement(BookmarkNames.OldNs + shared.LocalName, child.Value));
            }
            storage.Add(old);
        }
        storage.Add(oldStorage?.Elements().Where(e => e.Name != BookmarkNames.OldConference).Select(e => new XElement(e)));
        return storage;
    }

    /// <summary>
    /// What has to be published and what taken away, so that the items are what an old client has written (§5.3.2). What the
    /// old list cannot say (extensions) is kept; items that it cannot name are left alone.
    /// </summary>
    public static (IReadOnlyList<(string Id, XElement Conference)> Published, IReadOnlyList<string> Retracted) Changes(
        IReadOnlyList<(string Id, XElement Conference)> before, XElement storage)
    {
        var known = before.Where(b => IsRoom(b.Id)).ToDictionary(b => b.Id, b => b.Conference, StringComparer.Ordinal);
        var published = new List<(string, XElement)>();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var old in storage.Elements(BookmarkNames.OldConference))
        {
            if (!Jid.TryParse((string?)old.Attribute(BookmarkNames.Jid), out var room) || room.Local is null || !named.Add(room.Bare.ToString()))
                continue;
            var id = room.Bare.ToString();
            var existing = known.GetValueOrDefault(id);
            var conference = FromOld(old, existing);
            if (existing is null || !IsSame(conference, existing))
                published.Add((id, conference));
        }
        return (published, [.. known.Keys.Where(id => !named.Contains(id))]);
    }

    private static XElement FromOld(XElement old, XElement? existing)
    {
        var conference = new XElement(BookmarkNames.Conference);
        if (old.Attribute(BookmarkNames.Name) is { } name)
            conference.Add(new XAttribute(name));
        if (old.Attribute(BookmarkNames.AutoJoin) is { } autoJoin)
            conference.Add(new XAttribute(BookmarkNames.AutoJoin, IsTrue(autoJoin) ? "true" : "false"));
        foreach (var shared in s_shared)
        {
            if (old.Element(BookmarkNames.OldNs + shared.LocalName) is { Value.Length: > 0 } child)
                conference.Add(new XElement(BookmarkNames.Ns + shared.LocalName, child.Value));
        }
        conference.Add(existing?.Elements()
            .Where(e => !s_shared.Any(shared => e.Name == BookmarkNames.Ns + shared.LocalName)).Select(e => new XElement(e)));
        return conference;
    }

    // By what the old list can say; "1" is "true", and no 'autojoin' is "false".
    private static bool IsSame(XElement a, XElement b) =>
        (string?)a.Attribute(BookmarkNames.Name) == (string?)b.Attribute(BookmarkNames.Name)
        && IsTrue(a.Attribute(BookmarkNames.AutoJoin)) == IsTrue(b.Attribute(BookmarkNames.AutoJoin))
        && s_shared.All(shared =>
            (a.Element(BookmarkNames.Ns + shared.LocalName)?.Value ?? "") == (b.Element(BookmarkNames.Ns + shared.LocalName)?.Value ?? ""));

    private static bool IsTrue(XAttribute? attribute) => attribute?.Value is "1" or "true";

    private static bool IsRoom(string id) => Jid.TryParse(id, out var jid) && jid.Local is not null && jid.IsBare;
}
