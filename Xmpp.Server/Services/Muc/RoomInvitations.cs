using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Mediated invitations, and what the invited answer (XEP-0045 §7.8.2).</summary>
internal static class RoomInvitations
{
    /// <summary>So many of those who were invited are remembered; the rest must ignore or come.</summary>
    private const int MaxRemembered = 500;

    public static RoomOutcome Invite(RoomState room, Message message, XElement x, Jid from, RoomSurroundings at)
    {
        if (room.Occupants.Find(from) is not { } inviter)
            return RoomOutcome.Refused(room, StanzaError.NotAcceptable); // §7.4: not from outside
        if (!MayInvite(room.Configuration, inviter))
            return RoomOutcome.Refused(room, StanzaError.Forbidden); // §7.8.2, §9.5
        var invitations = x.Elements(MucNames.UserInvite).ToList();
        if (invitations.Count > at.Options.MaxInvitations || message.Size > at.Options.MessageBytes)
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation);
        if (!inviter.Messages.TryTake(at.Now, at.Options.MessagesPerSecond, at.Options.BurstMessages, out var left))
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation with { Type = StanzaErrorType.Wait });
        var before = room;
        room = room with { Occupants = room.Occupants.With(inviter with { Messages = left }) };
        var sends = new List<RoomSend>();
        foreach (var invitation in invitations)
        {
            if (!Jid.TryParse((string?)invitation.Attribute(XmppNames.To), out var invitee) || invitee.Local is null)
                return RoomOutcome.Refused(before, StanzaError.JidMalformed);
            if (at.IsOfRooms(invitee))
                return RoomOutcome.Refused(before, StanzaError.NotAcceptable);
            if (room.AffiliationOf(invitee) == Affiliation.Outcast)
                return RoomOutcome.Refused(before, StanzaError.NotAllowed); // the ban is lifted first
            // §9.5: in a members-only room only members can follow it; in an open one it "MUST NOT" make one.
            if (room.Configuration.IsMembersOnly && room.AffiliationOf(invitee) < Affiliation.Member)
            {
                if (room.Affiliations.Count >= at.Options.MaxAffiliations)
                    return RoomOutcome.Refused(before, StanzaError.ResourceConstraint);
                room = room.With(new RoomAffiliation(invitee.Bare, Affiliation.Member));
            }
            room = Remember(room, invitee.Bare);
            // §7.8.2: who sees no addresses here shows none there.
            var by = room.Configuration.IsNonAnonymous ? inviter.Account : inviter.Jid;
            sends.Add(new RoomSend(
                Build(room, by, invitation.Elements().Where(e => e.Name.Namespace == MucNames.User)), invitee));
        }
        return RoomOutcome.Done(room, sends);
    }

    /// <summary>§9.5: who becomes a member of a members-only room is told how to come in.</summary>
    public static RoomSend ToNewMember(RoomState room, Jid member, string? reason) => new(
        Build(room, room.Jid, reason is null ? [] : [new XElement(MucNames.UserReason, reason)]), member);

    /// <summary>Only from those who were invited, and only to occupants: else the room would carry anything anywhere.</summary>
    public static RoomOutcome Decline(
        RoomState room, Message message, XElement decline, Jid from, RoomSurroundings at)
    {
        if (!room.Invited.Contains(from.Bare))
            return RoomOutcome.Refused(room, StanzaError.NotAcceptable);
        if (!Jid.TryParse((string?)decline.Attribute(XmppNames.To), out var to))
            return RoomOutcome.Refused(room, StanzaError.JidMalformed);
        var inviters = to.Bare == room.Jid
            ? room.Occupants.FindNick(to.Resource) is { } occupant ? [occupant] : []
            : room.Occupants.Of(to.Bare).ToList();
        // One attempt for each invitation: who could try again would find out whose addresses are behind the nicknames.
        room = room with { Invited = room.Invited.Remove(from.Bare) };
        if (inviters.Count == 0)
            return RoomOutcome.Done(room, RoomStanzas.Error(message, from, StanzaError.ItemNotFound));
        var reason = decline.Element(MucNames.UserReason)?.Value;
        var answer = new XElement(MucNames.UserDecline, new XAttribute(XmppNames.From, from.Bare.ToString()));
        if (reason is not null)
            answer.Add(new XElement(MucNames.UserReason, Cut(reason, at.Options.TextLength)));
        var declined = new Message(
            new XElement(XmppNames.Message, new XElement(MucNames.UserX, answer)), room.Jid, null, null, null, null);
        return RoomOutcome.Done(room, new RoomSend(declined, [.. inviters.SelectMany(o => o.FullJids)]));
    }

    // §5.1.1, §9.5, muc#roomconfig_allowinvites.
    internal static bool MayInvite(RoomConfiguration configuration, Occupant inviter) =>
        inviter.Affiliation >= Affiliation.Admin
        || (configuration.AllowInvites && (!configuration.IsMembersOnly || inviter.Affiliation >= Affiliation.Member));

    internal static string Cut(string text, int max) => text.Length <= max ? text : text[..max];

    private static RoomState Remember(RoomState room, Jid account) => room with
    {
        Invited = room.Invited.Count < MaxRemembered ? room.Invited.Add(account) : room.Invited,
    };

    private static Message Build(RoomState room, Jid by, IEnumerable<XElement> said)
    {
        var invite = new XElement(MucNames.UserInvite, new XAttribute(XmppNames.From, by.ToString()));
        foreach (var element in said)
            invite.Add(new XElement(element));
        var x = new XElement(MucNames.UserX, invite);
        if (room.Configuration.Password.Length > 0)
            x.Add(new XElement(MucNames.UserPassword, room.Configuration.Password));
        return new Message(new XElement(XmppNames.Message, x), room.Jid, null, null, null, null);
    }
}
