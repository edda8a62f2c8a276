using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Archive;
using Xmpp.Storage.LastActivity;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Push;
using Xmpp.Storage.Rooms;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Data;

/// <summary>One thing that an owner has, on its way from one kind of store to another.</summary>
internal abstract record DataPart(DataKind Kind)
{
    /// <summary>SCRAM keys for one hash.</summary>
    internal sealed record Credential(ScramCredential Value) : DataPart(DataKind.Passwords);

    /// <summary>A contact.</summary>
    internal sealed record Contact(RosterItem Entry) : DataPart(DataKind.Roster);

    /// <summary>A subscription request that waits for an answer.</summary>
    internal sealed record Request(Presence Presence, DateTimeOffset? ReceivedAt) : DataPart(DataKind.Requests);

    /// <summary>The vCard (XEP-0054), of an account.</summary>
    internal sealed record Card(XElement Element) : DataPart(DataKind.VCard);

    /// <summary>An element of private storage (XEP-0049).</summary>
    internal sealed record PrivateElement(XElement Element) : DataPart(DataKind.Private);

    /// <summary>A blocked address (XEP-0191).</summary>
    internal sealed record Blocked(Jid Address) : DataPart(DataKind.Blocked);

    /// <summary>A node's configuration as a form; null for the defaults.</summary>
    internal sealed record Node(string Name, XElement? Form) : DataPart(DataKind.Nodes)
    {
        public Jid? Creator { get; init; }
        public DateTimeOffset? CreatedAt { get; init; }
    }

    /// <summary>Somebody's affiliation with a node.</summary>
    internal sealed record NodeAffiliate(string Name, PubSubAffiliate Affiliate) : DataPart(DataKind.Nodes);

    /// <summary>A subscription to a node.</summary>
    internal sealed record NodeSubscriber(string Name, PubSubSubscription Subscription) : DataPart(DataKind.Nodes);

    /// <summary>An item, in the order of publication.</summary>
    internal sealed record Item(string Name, PubSubItem Value) : DataPart(DataKind.Items);

    /// <summary>A message that waits for its account, the oldest first.</summary>
    internal sealed record Offline(Message Message, DateTimeOffset? ReceivedAt) : DataPart(DataKind.Offline);

    /// <summary>A message of the archive, the oldest first.</summary>
    internal sealed record Archived(Message Message, DateTimeOffset At) : DataPart(DataKind.Archive);

    /// <summary>What the account wants in its archive (XEP-0441).</summary>
    internal sealed record Preferences(ArchivePreferences Value) : DataPart(DataKind.Preferences);

    /// <summary>When the account was last online.</summary>
    internal sealed record LastActivity(LastSeen Value) : DataPart(DataKind.LastActivity);

    /// <summary>A push service that the account has enabled.</summary>
    internal sealed record PushService(PushRegistration Value) : DataPart(DataKind.Push);

    /// <summary>What a room is, and who is what in it.</summary>
    internal sealed record RoomSettings(StoredRoom Room, IReadOnlyList<RoomAffiliation> People) : DataPart(DataKind.Rooms)
    {
        /// <summary>Who wears hats there (XEP-0317).</summary>
        public IReadOnlyList<HatWearer> Wearers { get; init; } = [];
    }
}
