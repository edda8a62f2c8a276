using System.Xml.Linq;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// The commands for hats (XEP-0317 §3.2 to §3.7, XEP-0050). Nothing waits between the form and what is submitted: clients
/// may also submit at once.
/// </summary>
internal static class RoomHatCommands
{
    private static readonly (string Node, string Name)[] s_commands =
    [
        (HatNames.Create, "Create a hat"), (HatNames.Destroy, "Destroy a hat"), (HatNames.List, "List hats"),
        (HatNames.Assign, "Assign a hat"), (HatNames.Unassign, "Remove a hat"), (HatNames.ListAssigned, "List assigned hats"),
    ];

    /// <summary>XEP-0050 §2.2: those that the asker may execute.</summary>
    public static XElement Items(RoomState room, Jid from) => new(
        DiscoNames.ItemsQuery,
        new XAttribute("node", AdHocNames.Commands),
        s_commands.Where(command => MayExecute(room, command.Node, from)).Select(command => new XElement(
            DiscoNames.Item,
            new XAttribute("jid", room.Jid.ToString()),
            new XAttribute("node", command.Node),
            new XAttribute("name", command.Name))));

    /// <summary>XEP-0050 §2.2, §2.3; null for a node that is none of commands.</summary>
    public static XElement? Info(string node)
    {
        if (node == AdHocNames.Commands)
            return Info(node, "command-list", "Commands", DiscoNames.Info.NamespaceName, DiscoNames.Items.NamespaceName);
        return NameOf(node) is { } name
            ? Info(node, "command-node", name, AdHocNames.Commands, DataFormNames.Ns.NamespaceName)
            : null;
    }

    public static RoomOutcome Execute(RoomState room, Iq iq, XElement command, Jid from, RoomSurroundings at)
    {
        if ((string?)command.Attribute("node") is not { Length: > 0 } node)
            return RoomOutcome.Refused(room, StanzaError.BadRequest); // XEP-0050 §4.1
        if (NameOf(node) is null || RoomDisco.IsConcealed(room, from))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        if (!AdHocActions.TryRead(command, out var action))
            return Bad(room, AdHocNames.MalformedAction);
        if (!MayExecute(room, node, from))
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        var session = (string?)command.Attribute("sessionid") is { Length: > 0 } given ? given : StreamIds.New();
        if (action == AdHocAction.Cancel)
            return RoomOutcome.Done(room, Answer(iq, from, node, session, "canceled"));
        if (action is AdHocAction.Prev or AdHocAction.Next)
            return Bad(room, AdHocNames.BadAction); // there is one step
        if (RoomHatForms.Of(room, node) is not { } form)
        {
            var list = node == HatNames.List ? RoomHatForms.List(room) : RoomHatForms.ListAssigned(room);
            return RoomOutcome.Done(room, Answer(iq, from, node, session, "completed", list));
        }
        if (command.Element(DataFormNames.X) is null)
            return RoomOutcome.Done(room, Answer(iq, from, node, session, "executing", Actions(), form.ToElement()));
        if (!AdHocForms.TryRead(command, form, out var submitted))
            return Bad(room, AdHocNames.BadPayload);
        return node == HatNames.Create
            ? Create(room, submitted, at, Answer(iq, from, node, session, "completed"))
            : OnHat(room, node, submitted, at, Answer(iq, from, node, session, "completed"));
    }

    // §3.2
    private static RoomOutcome Create(RoomState room, DataForm form, RoomSurroundings at, RoomSend answer)
    {
        if (RoomHatForms.ReadHat(form, at.Options.NameLength) is not { } hat)
            return Bad(room, AdHocNames.BadPayload);
        var known = RoomHats.Find(room, hat.Uri);
        if (known is null && room.Hats.Count >= at.Options.MaxHats)
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        return known == hat
            ? RoomOutcome.Done(room, answer)
            : Changed(RoomHats.With(room, hat), answer, RoomHats.WearersOf(room, hat.Uri), at.Options.MaxHatsShown);
    }

    // §3.3, §3.5, §3.6. That there is such a hat is the form's doing.
    private static RoomOutcome OnHat(RoomState room, string node, DataForm form, RoomSurroundings at, RoomSend answer)
    {
        var uri = form.Value(HatNames.Uri) ?? "";
        if (node == HatNames.Destroy)
            return Changed(RoomHats.Without(room, uri), answer, RoomHats.WearersOf(room, uri), at.Options.MaxHatsShown);
        if (!Jid.TryParse(form.Value(HatNames.Jid), out var jid) || jid.Local is null)
            return Bad(room, AdHocNames.BadPayload);
        var account = jid.Bare;
        if (at.IsOfRooms(account))
            return RoomOutcome.Refused(room, StanzaError.NotAcceptable);
        var after = node == HatNames.Assign ? RoomHats.PutOn(room, account, uri) : RoomHats.TakeOff(room, account, uri);
        if (after.Wearers.Count > Math.Max(at.Options.MaxHatWearers, room.Wearers.Count))
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        if (ReferenceEquals(after, room))
            return node == HatNames.Assign ? RoomOutcome.Done(room, answer) : RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        if (node == HatNames.Assign && after.Wearers[account].Length > at.Options.MaxHatsPerAccount)
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        return Changed(after, answer, [account], null);
    }

    // The presence of those who wear it is shown again, and of another list all are told. With too many who wear it that
    // must do: each presence goes to everybody, and the hash of the list (§2) says that it is another one.
    private static RoomOutcome Changed(RoomState room, RoomSend answer, IReadOnlyList<Jid> accounts, int? maxShown)
    {
        var sends = new List<RoomSend> { answer };
        var wearers = accounts.SelectMany(room.Occupants.Of).ToList();
        foreach (var occupant in wearers.Count <= (maxShown ?? int.MaxValue) ? wearers : [])
            RoomPresences.Announce(sends, room, new PresenceChange(occupant, PresenceType.Available));
        if (maxShown is not null && !room.Occupants.IsEmpty)
        {
            sends.Add(new RoomSend(
                RoomConfigurationChange.Build(room, [MucStatus.ConfigurationChanged]), room.Occupants.Everyone));
        }
        return RoomOutcome.Done(room, sends);
    }

    // Who wears what is shown to whoever is inside, real addresses are not.
    private static bool MayExecute(RoomState room, string node, Jid from)
    {
        var affiliation = room.AffiliationOf(from);
        return node == HatNames.List
            ? affiliation >= Affiliation.Member || room.Occupants.Find(from) is not null
            : affiliation >= Affiliation.Admin;
    }

    private static string? NameOf(string node) => Array.Find(s_commands, command => command.Node == node).Name;

    private static XElement Actions() => new(
        AdHocNames.Actions, new XAttribute("execute", "complete"), new XElement(AdHocNames.Ns + "complete"));

    private static RoomSend Answer(Iq iq, Jid from, string node, string session, string status, params object[] content) =>
        RoomStanzas.Result(iq, from, new XElement(
            AdHocNames.Command,
            new XAttribute("node", node),
            new XAttribute("sessionid", session),
            new XAttribute("status", status),
            content));

    private static XElement Info(string node, string type, string name, params string[] features) => new(
        DiscoNames.InfoQuery,
        new XAttribute("node", node),
        new XElement(
            DiscoNames.Identity,
            new XAttribute("category", "automation"), new XAttribute("type", type), new XAttribute("name", name)),
        features.Select(feature => new XElement(DiscoNames.Feature, new XAttribute("var", feature))));

    private static RoomOutcome Bad(RoomState room, string condition) => RoomOutcome.Refused(
        room, StanzaError.BadRequest with { Application = new XElement(AdHocNames.Ns + condition) });
}
