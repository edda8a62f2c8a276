using System.Xml.Linq;

namespace Xmpp.Server.Services.Muc;

/// <summary>Names of XEP-0045 and of what belongs to rooms.</summary>
internal static class MucNames
{
    public static readonly XNamespace Ns = "http://jabber.org/protocol/muc";
    public static readonly XName X = Ns + "x";
    public static readonly XName History = Ns + "history";
    public static readonly XName Password = Ns + "password";

    public static readonly XNamespace User = "http://jabber.org/protocol/muc#user";
    public static readonly XName UserX = User + "x";
    public static readonly XName UserItem = User + "item";
    public static readonly XName UserStatus = User + "status";
    public static readonly XName UserActor = User + "actor";
    public static readonly XName UserReason = User + "reason";
    public static readonly XName UserInvite = User + "invite";
    public static readonly XName UserDecline = User + "decline";
    public static readonly XName UserPassword = User + "password";
    public static readonly XName UserDestroy = User + "destroy";

    public static readonly XNamespace Admin = "http://jabber.org/protocol/muc#admin";
    public static readonly XName AdminQuery = Admin + "query";
    public static readonly XName AdminItem = Admin + "item";
    public static readonly XName AdminReason = Admin + "reason";

    public static readonly XNamespace Owner = "http://jabber.org/protocol/muc#owner";
    public static readonly XName OwnerQuery = Owner + "query";
    public static readonly XName OwnerDestroy = Owner + "destroy";
    public static readonly XName OwnerReason = Owner + "reason";
    public static readonly XName OwnerPassword = Owner + "password";

    public static readonly XNamespace OccupantIds = "urn:xmpp:occupant-id:0";
    public static readonly XName OccupantId = OccupantIds + "occupant-id";

    public static readonly XNamespace Moderation = "urn:xmpp:message-moderate:1";
    public static readonly XName Moderate = Moderation + "moderate";
    public static readonly XName Moderated = Moderation + "moderated";
    public static readonly XName ModerationReason = Moderation + "reason";

    public static readonly XName Affiliation = "affiliation";
    public static readonly XName Role = "role";
    public static readonly XName Jid = "jid";
    public static readonly XName Nick = "nick";
    public static readonly XName Code = "code";

    // Disco features (§16.3, XEP-0410 §3.3).
    public const string StableId = "http://jabber.org/protocol/muc#stable_id";
    public const string SelfPing = "http://jabber.org/protocol/muc#self-ping-optimization";

    // Forms (§16.5) and nodes (§16.4).
    public const string RoomConfig = "http://jabber.org/protocol/muc#roomconfig";
    public const string RoomInfo = "http://jabber.org/protocol/muc#roominfo";
    public const string Register = "http://jabber.org/protocol/muc#register";
    public const string Request = "http://jabber.org/protocol/muc#request";
    public const string Traffic = "http://jabber.org/protocol/muc#traffic";
    public const string ReservedNick = "x-roomuser-item";
}
