using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Features.Disco;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>What a room tells of itself (XEP-0045 §6.4, §6.5, §7.12; cases MUC-16).</summary>
internal static class RoomDisco
{
    /// <summary>The same for every room, and for the service where it says so of all (§16.3, XEP-0421 §4).</summary>
    public static readonly IReadOnlyList<string> CommonFeatures =
    [
        DiscoNames.Info.NamespaceName, DiscoNames.Items.NamespaceName, MucNames.Ns.NamespaceName, MucNames.StableId,
        MucNames.OccupantIds.NamespaceName,
    ];

    public static RoomOutcome Info(RoomState room, Iq iq, XElement query, Jid from, RoomSurroundings at)
    {
        switch ((string?)query.Attribute("node"))
        {
            case MucNames.ReservedNick:
                return RoomOutcome.Done(room, RoomStanzas.Result(iq, from, ReservedNick(room, from)));
            case MucNames.Traffic:
                return RoomOutcome.Refused(room, StanzaError.ServiceUnavailable); // §18.1.1: nothing is discarded
            case null or "":
                break;
            case var node:
                return !IsConcealed(room, from) && RoomHatCommands.Info(node) is { } command
                    ? RoomOutcome.Done(room, RoomStanzas.Result(iq, from, command))
                    : RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        }
        if (IsConcealed(room, from))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        var info = new XElement(DiscoNames.InfoQuery, Identity(room.Configuration.Name));
        foreach (var feature in CommonFeatures.Concat(FeaturesOf(room.Configuration, room.IsSearchable)))
            info.Add(new XElement(DiscoNames.Feature, new XAttribute("var", feature)));
        info.Add(Form(room, at).ToElement());
        return RoomOutcome.Done(room, RoomStanzas.Result(iq, from, info));
    }

    /// <summary>§6.5: who is inside is told to those who see it anyway; for all others the list is empty.</summary>
    public static RoomOutcome Items(RoomState room, Iq iq, XElement query, Jid from)
    {
        var node = (string?)query.Attribute("node") ?? "";
        if (IsConcealed(room, from) || node is not ("" or AdHocNames.Commands))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        if (node.Length > 0)
            return RoomOutcome.Done(room, RoomStanzas.Result(iq, from, RoomHatCommands.Items(room, from)));
        var items = new XElement(DiscoNames.ItemsQuery);
        if (room.Occupants.Find(from) is not null)
        {
            foreach (var occupant in room.Occupants.All.Where(o => room.Broadcasts(o.Role)).OrderBy(o => o.Key, StringComparer.Ordinal))
            {
                items.Add(new XElement(
                    DiscoNames.Item,
                    new XAttribute("jid", occupant.Jid.ToString()), new XAttribute("name", occupant.Nick)));
            }
        }
        return RoomOutcome.Done(room, RoomStanzas.Result(iq, from, items));
    }

    /// <summary>A hidden room into which strangers cannot come is none for them; nor is any hidden one for who is banned.</summary>
    internal static bool IsConcealed(RoomState room, Jid from) =>
        room.AffiliationOf(from) == Affiliation.Outcast ? !room.Configuration.IsPublic : IsClosed(room, from);

    /// <summary>A hidden room, and the door is shut for who asks.</summary>
    internal static bool IsClosed(RoomState room, Jid from) =>
        !room.Configuration.IsPublic && room.Configuration.IsMembersOnly && !room.IsMember(from)
            && !room.Invited.Contains(from.Bare) && room.Occupants.Find(from) is null;

    // Clients show a name that is there, also one that is empty: a room without has none.
    internal static XElement Identity(string name) => new(
        DiscoNames.Identity,
        new XAttribute("category", "conference"), new XAttribute("type", "text"),
        name.Length > 0 ? new XAttribute("name", name) : null);

    internal static IEnumerable<string> FeaturesOf(RoomConfiguration room, bool isSearchable)
    {
        yield return room.IsMembersOnly ? "muc_membersonly" : "muc_open";
        yield return room.IsModerated ? "muc_moderated" : "muc_unmoderated";
        yield return room.IsNonAnonymous ? "muc_nonanonymous" : "muc_semianonymous";
        yield return room.Password.Length > 0 ? "muc_passwordprotected" : "muc_unsecured";
        yield return room.IsPersistent ? "muc_persistent" : "muc_temporary";
        yield return room.IsPublic ? "muc_public" : "muc_hidden";
        yield return MucNames.SelfPing;
        yield return MucNames.Request;
        yield return RoomRegistration.Query.NamespaceName;
        yield return RoomCard.Name.NamespaceName;
        yield return StanzaIds.Ns.NamespaceName;
        yield return HatNames.Ns.NamespaceName;
        yield return AdHocNames.Commands;
        if (!room.IsArchived)
            yield break;
        yield return ArchiveNames.Ns.NamespaceName;
        yield return ArchiveNames.Extended;
        if (isSearchable)
            yield return ArchiveNames.FullText; // XEP-0431 §2.1
        yield return MucNames.Moderation.NamespaceName; // XEP-0425: what is not kept cannot be named for long
        yield return ArchiveNames.Retraction.NamespaceName;
        yield return ArchiveNames.Tombstones;
    }

    // §7.12: empty without one; also for who is inside.
    private static XElement ReservedNick(RoomState room, Jid from)
    {
        var query = new XElement(DiscoNames.InfoQuery, new XAttribute("node", MucNames.ReservedNick));
        if (room.Affiliations.TryGetValue(from.Bare, out var entry) && entry.Nick is { } nick)
            query.Add(Identity(nick));
        return query;
    }

    // §16.5.4. The subject is what is said inside, so only where anybody can come and hear it (§14.4).
    private static DataForm Form(RoomState room, RoomSurroundings at)
    {
        var configuration = room.Configuration;
        var fields = new List<DataFormField>
        {
            Text("muc#roominfo_description", configuration.Description),
            Text("muc#roominfo_occupants", room.Occupants.Count.ToString(CultureInfo.InvariantCulture)),
            Text("muc#maxhistoryfetch", configuration.HistoryLength.ToString(CultureInfo.InvariantCulture)),
            new("muc#roominfo_subjectmod", DataFormNames.Boolean, configuration.AllowSubject ? "1" : "0"),
            Text("muc#roomconfig_roomname", configuration.Name),
            new("muc#roomconfig_changesubject", DataFormNames.Boolean, configuration.AllowSubject ? "1" : "0"),
        };
        if (configuration.Language.Length > 0)
            fields.Add(Text("muc#roominfo_lang", configuration.Language));
        if (configuration is { IsPublic: true, IsMembersOnly: false, Password: "" } && room.Subject is { } subject)
            fields.Add(Text("muc#roominfo_subject", subject.Text));
        if (configuration.PubSubNode.Length > 0)
            fields.Add(Text("muc#roominfo_pubsub", configuration.PubSubNode));
        if (RoomCard.PhotoHash(room) is { } hash)
            fields.Add(Text("muc#roominfo_avatarhash", hash)); // XEP-0486 §3.2
        if (RoomHats.Hash(room) is { } hats)
            fields.Add(Text(HatNames.Hash, hats)); // XEP-0317 §2
        if (RoomActivity.PerHour(room, at.Now, at.Options.MaxHistory) is { } activity)
            fields.Add(Text(RoomActivity.Field, activity) with { Label = "Messages per hour" });
        return DataForm.Create(DataFormType.Result, MucNames.RoomInfo, fields);
    }

    private static DataFormField Text(string var, string value) => new(var, DataFormNames.TextSingle, value);
}
