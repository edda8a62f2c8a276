using System.Xml.Linq;

namespace Xmpp.Stanzas.Core;

/// <summary>A stanza error (RFC 6120 §8.3): a value that goes back to the sender, never an exception.</summary>
/// <param name="Type">What the sender may do about it (§8.3.2).</param>
/// <param name="Condition">The defined condition's element name (§8.3.3).</param>
public sealed record StanzaError(StanzaErrorType Type, string Condition)
{
    /// <summary>Text for a human (§8.3.2), in English, or null.</summary>
    public string? Text { get; init; }

    /// <summary>An application-specific condition (§8.3.4), or null. Not shared with any other tree.</summary>
    public XElement? Application { get; init; }

    /// <summary>What an answer to an IQ has beside the error, or null. Not shared with any other tree.</summary>
    public XElement? Beside { get; init; }

    public static readonly StanzaError BadRequest = new(StanzaErrorType.Modify, "bad-request");
    public static readonly StanzaError Conflict = new(StanzaErrorType.Cancel, "conflict");
    public static readonly StanzaError FeatureNotImplemented = new(StanzaErrorType.Cancel, "feature-not-implemented");
    public static readonly StanzaError Forbidden = new(StanzaErrorType.Auth, "forbidden");
    public static readonly StanzaError Gone = new(StanzaErrorType.Cancel, "gone");
    public static readonly StanzaError InternalServerError = new(StanzaErrorType.Wait, "internal-server-error");
    public static readonly StanzaError ItemNotFound = new(StanzaErrorType.Cancel, "item-not-found");
    public static readonly StanzaError JidMalformed = new(StanzaErrorType.Modify, "jid-malformed");
    public static readonly StanzaError NotAcceptable = new(StanzaErrorType.Modify, "not-acceptable");
    public static readonly StanzaError NotAllowed = new(StanzaErrorType.Cancel, "not-allowed");
    public static readonly StanzaError NotAuthorized = new(StanzaErrorType.Auth, "not-authorized");
    public static readonly StanzaError PolicyViolation = new(StanzaErrorType.Modify, "policy-violation");
    public static readonly StanzaError RecipientUnavailable = new(StanzaErrorType.Wait, "recipient-unavailable");
    public static readonly StanzaError Redirect = new(StanzaErrorType.Modify, "redirect");
    public static readonly StanzaError RegistrationRequired = new(StanzaErrorType.Auth, "registration-required");
    public static readonly StanzaError RemoteServerNotFound = new(StanzaErrorType.Cancel, "remote-server-not-found");
    public static readonly StanzaError RemoteServerTimeout = new(StanzaErrorType.Wait, "remote-server-timeout");
    public static readonly StanzaError ResourceConstraint = new(StanzaErrorType.Wait, "resource-constraint");
    public static readonly StanzaError ServiceUnavailable = new(StanzaErrorType.Cancel, "service-unavailable");
    public static readonly StanzaError SubscriptionRequired = new(StanzaErrorType.Auth, "subscription-required");
    public static readonly StanzaError UndefinedCondition = new(StanzaErrorType.Cancel, "undefined-condition");
    public static readonly StanzaError UnexpectedRequest = new(StanzaErrorType.Wait, "unexpected-request");

    /// <summary>The <c>&lt;error/&gt;</c> child of an error stanza.</summary>
    public XElement ToElement()
    {
        var error = new XElement(XmppNames.Error,
            new XAttribute(XmppNames.Type, TypeName),
            new XElement(XmppNames.StanzaErrors + Condition));
        if (Text is not null)
            error.Add(new XElement(XmppNames.StanzaErrors + "text", new XAttribute(XmppNames.Lang, "en"), Text));
        if (Application is not null)
            error.Add(Application);
        return error;
    }

    private string TypeName => Type switch
    {
        StanzaErrorType.Auth => "auth",
        StanzaErrorType.Cancel => "cancel",
        StanzaErrorType.Continue => "continue",
        StanzaErrorType.Modify => "modify",
        _ => "wait",
    };
}
