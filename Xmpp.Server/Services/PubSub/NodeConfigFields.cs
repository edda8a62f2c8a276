using System.Collections.Immutable;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Every field of the configuration form that we know, in the order of the form (XEP-0060 §16.4.4).</summary>
internal static class NodeConfigFields
{
    public const string AccessModelVar = "pubsub#access_model";
    public const string NodeTypeVar = "pubsub#node_type";

    public static readonly IReadOnlyList<(string Name, AccessModel Value)> AccessModels =
    [
        ("authorize", AccessModel.Authorize), ("open", AccessModel.Open), ("presence", AccessModel.Presence),
        ("roster", AccessModel.Roster), ("whitelist", AccessModel.Whitelist),
    ];

    public static readonly IReadOnlyList<(string Name, PublishModel Value)> PublishModels =
    [
        ("publishers", PublishModel.Publishers), ("subscribers", PublishModel.Subscribers), ("open", PublishModel.Open),
    ];

    public static readonly ImmutableArray<NodeConfigField> All =
    [
        NodeConfigField.Text("pubsub#title", "A friendly name for the node", c => c.Title, (c, v) => c with { Title = v }),
        NodeConfigField.Text(
            "pubsub#description", "A description of the node", c => c.Description, (c, v) => c with { Description = v }),
        NodeConfigField.Text("pubsub#type", "The namespace of the payloads", c => c.Type, (c, v) => c with { Type = v }),
        NodeConfigField.Text(
            "pubsub#language", "The default language of the node", c => c.Language, (c, v) => c with { Language = v }),
        NodeConfigField.List(
            "pubsub#contact", DataFormNames.JidMulti, "Whom to contact with questions", c => c.Contact,
            (c, v) => c with { Contact = v }),
        new NodeConfigField(
            NodeTypeVar, DataFormNames.ListSingle, "Whether the node is a leaf", ["leaf"], static _ => ["leaf"],
            (config, values) => values is ["leaf"] ? config : null),
        NodeConfigField.Choice(
            AccessModelVar, "Who may subscribe and retrieve items", AccessModels, c => c.AccessModel,
            (c, v) => c with { AccessModel = v }),
        NodeConfigField.List(
            "pubsub#roster_groups_allowed", DataFormNames.TextMulti, "The roster groups of the access model \"roster\"",
            c => c.RosterGroups, (c, v) => c with { RosterGroups = v }),
        NodeConfigField.Choice(
            "pubsub#publish_model", "Who may publish", PublishModels, c => c.PublishModel,
            (c, v) => c with { PublishModel = v }),
        NodeConfigField.Boolean(
            "pubsub#subscribe", "Whether to allow subscriptions", c => c.AllowsSubscriptions,
            (c, v) => c with { AllowsSubscriptions = v }),
        NodeConfigField.Boolean(
            "pubsub#persist_items", "Whether to keep items", c => c.PersistItems, (c, v) => c with { PersistItems = v }),
        NodeConfigField.Number(
            "pubsub#max_items", "How many items to keep", 1, c => c.MaxItems, (c, v) => c with { MaxItems = v }),
        NodeConfigField.Choice(
            "pubsub#publish_node_full", "What to do with a new item when the node is full",
            [
                ("retract-oldest", NodeFullPolicy.RetractOldest), ("discard-oldest", NodeFullPolicy.DiscardOldest),
                ("reject", NodeFullPolicy.Reject),
            ],
            c => c.WhenFull, (c, v) => c with { WhenFull = v }),
        NodeConfigField.Number(
            "pubsub#item_expire", "Seconds after which items are removed", 1, c => c.ItemExpire,
            (c, v) => c with { ItemExpire = v }),
        NodeConfigField.Number(
            "pubsub#max_payload_size", "Octets of a payload at most", 1, c => c.MaxPayloadSize,
            (c, v) => c with { MaxPayloadSize = v }),
        NodeConfigField.Boolean(
            "pubsub#deliver_notifications", "Whether to deliver notifications", c => c.DeliverNotifications,
            (c, v) => c with { DeliverNotifications = v }),
        NodeConfigField.Boolean(
            "pubsub#deliver_payloads", "Whether notifications have payloads", c => c.DeliverPayloads,
            (c, v) => c with { DeliverPayloads = v }),
        NodeConfigField.Choice(
            "pubsub#notification_type", "The type of the messages", [("normal", false), ("headline", true)],
            c => c.IsHeadline, (c, v) => c with { IsHeadline = v }),
        NodeConfigField.Choice(
            "pubsub#send_last_published_item", "When to send the last item",
            [
                ("never", SendLastItem.Never), ("on_sub", SendLastItem.OnSubscription),
                ("on_sub_and_presence", SendLastItem.OnSubscriptionAndPresence),
            ],
            c => c.SendLast, (c, v) => c with { SendLast = v }),
        NodeConfigField.Boolean(
            "pubsub#presence_based_delivery", "Whether to deliver to available users only", c => c.PresenceBasedDelivery,
            (c, v) => c with { PresenceBasedDelivery = v }),
        NodeConfigField.Boolean(
            "pubsub#notify_config", "Whether to notify of changes of this configuration", c => c.NotifyConfig,
            (c, v) => c with { NotifyConfig = v }),
        NodeConfigField.Boolean(
            "pubsub#notify_delete", "Whether to notify when the node is deleted", c => c.NotifyDelete,
            (c, v) => c with { NotifyDelete = v }),
        NodeConfigField.Boolean(
            "pubsub#notify_retract", "Whether to notify when items are removed", c => c.NotifyRetract,
            (c, v) => c with { NotifyRetract = v }),
        NodeConfigField.Boolean(
            "pubsub#notify_sub", "Whether to notify owners of subscribers that come and go", c => c.NotifySub,
            (c, v) => c with { NotifySub = v }),
        NodeConfigField.Choice(
            "pubsub#itemreply", "Whom items name as their publisher",
            [("none", ItemReply.None), ("owner", ItemReply.Owner), ("publisher", ItemReply.Publisher)],
            c => c.ItemReply, (c, v) => c with { ItemReply = v }),
    ];

    private static readonly Dictionary<string, NodeConfigField> s_byName =
        All.ToDictionary(field => field.Var, StringComparer.Ordinal);

    public static NodeConfigField? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The word for an access model.</summary>
    public static string NameOf(AccessModel model) => AccessModels.First(m => m.Value == model).Name;

    /// <summary>The word for a publish model.</summary>
    public static string NameOf(PublishModel model) => PublishModels.First(m => m.Value == model).Name;
}
