using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.PubSub;

/// <summary>The errors of XEP-0060 with their conditions of their own (§17.2); each call makes one.</summary>
internal static class PubSubErrors
{
    public static StanzaError ClosedNode => With(StanzaError.NotAllowed, "closed-node"); // §6.1.3.4
    public static StanzaError InvalidJid => With(StanzaError.BadRequest, "invalid-jid"); // §6.1.3.1
    public static StanzaError InvalidOptions => With(StanzaError.BadRequest, "invalid-options"); // §6.3.6.2
    public static StanzaError InvalidPayload => With(StanzaError.BadRequest, "invalid-payload"); // §7.1.3.6
    public static StanzaError InvalidSubId => With(StanzaError.NotAcceptable, "invalid-subid"); // §6.2.3.5
    public static StanzaError ItemForbidden => With(StanzaError.BadRequest, "item-forbidden"); // §7.1.3.7
    public static StanzaError ItemRequired => With(StanzaError.BadRequest, "item-required"); // §7.1.3.7, §7.2.3.4
    public static StanzaError JidRequired => With(StanzaError.BadRequest, "jid-required"); // §6.3.4.3
    public static StanzaError MaxItemsExceeded => With(StanzaError.NotAllowed, "max-items-exceeded"); // §12.11
    public static StanzaError NodeFull => With(StanzaError.Conflict, "node-full"); // §7.1.3.4
    public static StanzaError NodeIdRequired => With(StanzaError.BadRequest, "nodeid-required"); // §7.2.3.3
    public static StanzaError NotInRosterGroup => With(StanzaError.NotAuthorized, "not-in-roster-group"); // §6.1.3.3
    public static StanzaError NotSubscribedToRead => With(StanzaError.NotAuthorized, "not-subscribed"); // §6.5.9.3
    public static StanzaError PayloadRequired => With(StanzaError.BadRequest, "payload-required"); // §7.1.3.7
    public static StanzaError PayloadTooBig => With(StanzaError.NotAcceptable, "payload-too-big"); // §7.1.3.5
    public static StanzaError PendingSubscription => With(StanzaError.NotAuthorized, "pending-subscription"); // §6.1.3.7
    public static StanzaError PreconditionNotMet => With(StanzaError.Conflict, "precondition-not-met"); // §7.1.5
    public static StanzaError UnsupportedAccessModel => With(StanzaError.NotAcceptable, "unsupported-access-model"); // §8.1.2

    /// <summary>§6.1.3.2.</summary>
    public static StanzaError PresenceSubscriptionRequired =>
        With(StanzaError.NotAuthorized, "presence-subscription-required");

    /// <summary>§6.1.3.9: the type is the one of the example.</summary>
    public static StanzaError TooManySubscriptions =>
        With(new StanzaError(StanzaErrorType.Wait, StanzaError.PolicyViolation.Condition), "too-many-subscriptions");

    /// <summary>§6.2.3.2: of type cancel there, modify in §6.3.4.2.</summary>
    public static StanzaError NotSubscribed(StanzaErrorType type) =>
        With(new StanzaError(type, StanzaError.UnexpectedRequest.Condition), "not-subscribed");

    /// <summary>The service or the node has no such feature (§10).</summary>
    public static StanzaError Unsupported(string feature) => StanzaError.FeatureNotImplemented with
    {
        Application = new XElement(PubSubNames.ErrorsNs + "unsupported", new XAttribute("feature", feature)),
    };

    private static StanzaError With(StanzaError error, string condition) =>
        error with { Application = new XElement(PubSubNames.ErrorsNs + condition) };
}
