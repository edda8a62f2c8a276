using System.Collections.Immutable;

namespace Xmpp.Server.Services.PubSub;

/// <summary>The configuration of a node (XEP-0060 §16.4.4); the defaults are those of a generic service.</summary>
internal sealed record NodeConfig
{
    /// <summary>"max": as many, or as long, as the server allows.</summary>
    public const int Max = int.MaxValue;

    public AccessModel AccessModel { get; init; } = AccessModel.Open; // §4.5: the default of generic services
    public PublishModel PublishModel { get; init; } = PublishModel.Publishers;

    /// <summary>For the access model "roster".</summary>
    public ImmutableArray<string> RosterGroups { get; init; } = [];

    public int MaxItems { get; init; } = Max;
    public NodeFullPolicy WhenFull { get; init; } = NodeFullPolicy.RetractOldest;
    public bool PersistItems { get; init; } = true;

    /// <summary>Seconds, or <see cref="Max"/>.</summary>
    public int ItemExpire { get; init; } = Max;

    /// <summary>Octets, or <see cref="Max"/>.</summary>
    public int MaxPayloadSize { get; init; } = Max;

    public bool DeliverNotifications { get; init; } = true;
    public bool DeliverPayloads { get; init; } = true;
    public bool NotifyConfig { get; init; }
    public bool NotifyDelete { get; init; } = true;
    public bool NotifyRetract { get; init; } = true;
    public bool NotifySub { get; init; }
    public bool PresenceBasedDelivery { get; init; }
    public bool AllowsSubscriptions { get; init; } = true;
    public SendLastItem SendLast { get; init; } = SendLastItem.OnSubscriptionAndPresence; // §4.3, "last-published"
    public ItemReply ItemReply { get; init; }
    public bool IsHeadline { get; init; } = true; // §12.7
    public string Title { get; init; } = "";
    public string Description { get; init; } = "";
    public string Type { get; init; } = "";
    public string Language { get; init; } = "";
    public ImmutableArray<string> Contact { get; init; } = [];

    /// <summary>The same in everything; the generated equality would compare the lists by reference.</summary>
    public bool IsSameAs(NodeConfig other) =>
        RosterGroups.ToHashSet(StringComparer.Ordinal).SetEquals(other.RosterGroups)
        && Contact.SequenceEqual(other.Contact)
        && this with { RosterGroups = other.RosterGroups, Contact = other.Contact } == other;
}
