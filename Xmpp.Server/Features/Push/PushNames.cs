using System.Xml.Linq;

namespace Xmpp.Server.Features.Push;

/// <summary>Names of XEP-0357 and of what it uses of XEP-0060.</summary>
internal static class PushNames
{
    public const string PublishOptionsForm = "http://jabber.org/protocol/pubsub#publish-options";
    public const string SummaryForm = "urn:xmpp:push:summary";

    // §11.3.1
    public const string MessageCount = "message-count";
    public const string PendingSubscriptionCount = "pending-subscription-count";
    public const string LastMessageSender = "last-message-sender";
    public const string LastMessageBody = "last-message-body";

    public static readonly XNamespace Ns = "urn:xmpp:push:0";
    public static readonly XName Enable = Ns + "enable";
    public static readonly XName Disable = Ns + "disable";
    public static readonly XName Notification = Ns + "notification";

    public static readonly XNamespace PubSub = "http://jabber.org/protocol/pubsub";
    public static readonly XName PubSubElement = PubSub + "pubsub";
    public static readonly XName Publish = PubSub + "publish";
    public static readonly XName Item = PubSub + "item";
    public static readonly XName PublishOptions = PubSub + "publish-options";
    public static readonly XName Affiliation = PubSub + "affiliation";
}
