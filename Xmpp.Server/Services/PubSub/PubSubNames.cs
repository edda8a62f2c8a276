using System.Xml.Linq;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Names of XEP-0060.</summary>
internal static class PubSubNames
{
    public const string Base = "http://jabber.org/protocol/pubsub";

    // §16.4: what the forms mean.
    public const string NodeConfigForm = Base + "#node_config";
    public const string PublishOptionsForm = Base + "#publish-options";
    public const string SubscribeOptionsForm = Base + "#subscribe_options";
    public const string AuthorizationForm = Base + "#subscribe_authorization";
    public const string MetaDataForm = Base + "#meta-data";

    public static readonly XNamespace Ns = Base;
    public static readonly XNamespace OwnerNs = Base + "#owner";
    public static readonly XNamespace EventNs = Base + "#event";
    public static readonly XNamespace ErrorsNs = Base + "#errors";

    public static readonly XName PubSub = Ns + "pubsub";
    public static readonly XName Publish = Ns + "publish";
    public static readonly XName PublishOptions = Ns + "publish-options";
    public static readonly XName Item = Ns + "item";
    public static readonly XName Items = Ns + "items";
    public static readonly XName Retract = Ns + "retract";
    public static readonly XName Create = Ns + "create";
    public static readonly XName Configure = Ns + "configure";
    public static readonly XName Subscribe = Ns + "subscribe";
    public static readonly XName Unsubscribe = Ns + "unsubscribe";
    public static readonly XName Options = Ns + "options";
    public static readonly XName Default = Ns + "default";
    public static readonly XName Subscription = Ns + "subscription";
    public static readonly XName Subscriptions = Ns + "subscriptions";
    public static readonly XName Affiliation = Ns + "affiliation";
    public static readonly XName Affiliations = Ns + "affiliations";
    public static readonly XName SubscribeOptions = Ns + "subscribe-options";

    public static readonly XName OwnerPubSub = OwnerNs + "pubsub";
    public static readonly XName OwnerConfigure = OwnerNs + "configure";
    public static readonly XName OwnerDefault = OwnerNs + "default";
    public static readonly XName OwnerDelete = OwnerNs + "delete";
    public static readonly XName OwnerRedirect = OwnerNs + "redirect";
    public static readonly XName OwnerPurge = OwnerNs + "purge";
    public static readonly XName OwnerSubscription = OwnerNs + "subscription";
    public static readonly XName OwnerSubscriptions = OwnerNs + "subscriptions";
    public static readonly XName OwnerAffiliation = OwnerNs + "affiliation";
    public static readonly XName OwnerAffiliations = OwnerNs + "affiliations";

    public static readonly XName Event = EventNs + "event";
    public static readonly XName EventItems = EventNs + "items";
    public static readonly XName EventItem = EventNs + "item";
    public static readonly XName EventRetract = EventNs + "retract";
    public static readonly XName EventPurge = EventNs + "purge";
    public static readonly XName EventDelete = EventNs + "delete";
    public static readonly XName EventRedirect = EventNs + "redirect";
    public static readonly XName EventConfiguration = EventNs + "configuration";
    public static readonly XName EventSubscription = EventNs + "subscription";

    public static readonly XName Node = "node";
    public static readonly XName Jid = "jid";
    public static readonly XName Id = "id";
    public static readonly XName SubId = "subid";
    public static readonly XName Notify = "notify";
    public static readonly XName Publisher = "publisher";
    public static readonly XName MaxItems = "max_items";
    public static readonly XName SubscriptionState = "subscription";
    public static readonly XName AffiliationName = "affiliation";
    public static readonly XName Uri = "uri";

    /// <summary>The name of a feature (§10).</summary>
    public static string Feature(string name) => $"{Base}#{name}";
}
