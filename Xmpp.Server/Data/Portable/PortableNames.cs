using System.Xml.Linq;

namespace Xmpp.Server.Data.Portable;

/// <summary>Names of XEP-0227, and of what it has no words for.</summary>
internal static class PortableNames
{
    public static readonly XNamespace Ns = "urn:xmpp:pie:0";
    public static readonly XName ServerData = Ns + "server-data";
    public static readonly XName Host = Ns + "host";
    public static readonly XName User = Ns + "user";
    public static readonly XName OfflineMessages = Ns + "offline-messages";

    public static readonly XNamespace ScramNs = "urn:xmpp:pie:0#scram";
    public static readonly XName ScramCredentials = ScramNs + "scram-credentials";
    public static readonly XName IterCount = ScramNs + "iter-count";
    public static readonly XName Salt = ScramNs + "salt";
    public static readonly XName ServerKey = ScramNs + "server-key";
    public static readonly XName StoredKey = ScramNs + "stored-key";

    public static readonly XNamespace ArchiveNs = "urn:xmpp:pie:0#mam";
    public static readonly XName Archive = ArchiveNs + "archive";

    public static readonly XNamespace IncludeNs = "http://www.w3.org/2001/XInclude";
    public static readonly XName Include = IncludeNs + "include";

    public static readonly XNamespace PrivateNs = "jabber:iq:private";
    public static readonly XName Private = PrivateNs + "query";
    public static readonly XNamespace PrivacyNs = "jabber:iq:privacy";
    public static readonly XName Privacy = PrivacyNs + "query";
    public static readonly XNamespace RosterNs = "jabber:iq:roster";
    public static readonly XName Roster = RosterNs + "query";
    public static readonly XName Blocklist = XNamespace.Get("urn:xmpp:blocking") + "blocklist";
    public static readonly XName VCard = XNamespace.Get("vcard-temp") + "vCard";
    public static readonly XName Last = XNamespace.Get("jabber:iq:last") + "query";

    public static readonly XNamespace PubSubNs = "http://jabber.org/protocol/pubsub";
    public static readonly XName PubSub = PubSubNs + "pubsub";
    public static readonly XNamespace PubSubOwnerNs = "http://jabber.org/protocol/pubsub#owner";
    public static readonly XName PubSubOwner = PubSubOwnerNs + "pubsub";

    /// <summary>Our own: what XEP-0227 has no words for. docs/DATA.md says what each of them means.</summary>
    public static readonly XNamespace OwnNs = "urn:x-xmppserver:data:0";

    public static readonly XName Created = OwnNs + "created";
    public static readonly XName Disabled = OwnNs + "disabled";
    public static readonly XName Received = OwnNs + "received";
    public static readonly XName Published = OwnNs + "published";
    public static readonly XName Creator = OwnNs + "creator";
    public static readonly XName Room = OwnNs + "room";
    public static readonly XName NodeService = OwnNs + "service";
    public static readonly XName Affiliations = OwnNs + "affiliations";
    public static readonly XName Affiliation = OwnNs + "affiliation";
    public static readonly XName Subject = OwnNs + "subject";
    public static readonly XName Hats = OwnNs + "hats";
    public static readonly XName Hat = OwnNs + "hat";
    public static readonly XName Wearer = OwnNs + "wearer";
    public static readonly XName LastActivity = OwnNs + "last-activity";
    public static readonly XName Push = OwnNs + "push";

    public static readonly XName Jid = "jid";
    public static readonly XName Name = "name";
    public static readonly XName Nick = "nick";
    public static readonly XName Node = "node";
    public static readonly XName Id = "id";
    public static readonly XName At = "at";
    public static readonly XName Uri = "uri";
    public static readonly XName Title = "title";
    public static readonly XName Hue = "hue";
    public static readonly XName Href = "href";
    public static readonly XName Password = "password";
    public static readonly XName Mechanism = "mechanism";
    public static readonly XName Service = "service";
    public static readonly XName Resource = "resource";
    public static readonly XName FailingSince = "failing-since";
}
