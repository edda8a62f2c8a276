using System.Xml.Linq;

namespace Xmpp.Stanzas.Core;

/// <summary>A stream error (RFC 6120 §4.9): it ends the stream.</summary>
/// <param name="Condition">The defined condition's element name (§4.9.3).</param>
public sealed record StreamError(string Condition)
{
    /// <summary>Text for a human (§4.9.2), in English, or null.</summary>
    public string? Text { get; init; }

    /// <summary>An application-specific condition (§4.9.4), or null. Copied into each <see cref="ToElement"/>.</summary>
    public XElement? Application { get; init; }

    public static readonly StreamError BadFormat = new("bad-format");
    public static readonly StreamError BadNamespacePrefix = new("bad-namespace-prefix");
    public static readonly StreamError Conflict = new("conflict");
    public static readonly StreamError ConnectionTimeout = new("connection-timeout");
    public static readonly StreamError HostGone = new("host-gone");
    public static readonly StreamError HostUnknown = new("host-unknown");
    public static readonly StreamError ImproperAddressing = new("improper-addressing");
    public static readonly StreamError InternalServerError = new("internal-server-error");
    public static readonly StreamError InvalidFrom = new("invalid-from");
    public static readonly StreamError InvalidNamespace = new("invalid-namespace");
    public static readonly StreamError InvalidXml = new("invalid-xml");
    public static readonly StreamError NotAuthorized = new("not-authorized");
    public static readonly StreamError NotWellFormed = new("not-well-formed");
    public static readonly StreamError PolicyViolation = new("policy-violation");
    public static readonly StreamError RemoteConnectionFailed = new("remote-connection-failed");
    public static readonly StreamError Reset = new("reset");
    public static readonly StreamError ResourceConstraint = new("resource-constraint");
    public static readonly StreamError RestrictedXml = new("restricted-xml");
    public static readonly StreamError SystemShutdown = new("system-shutdown");
    public static readonly StreamError UndefinedCondition = new("undefined-condition");
    public static readonly StreamError UnsupportedEncoding = new("unsupported-encoding");
    public static readonly StreamError UnsupportedFeature = new("unsupported-feature");
    public static readonly StreamError UnsupportedStanzaType = new("unsupported-stanza-type");
    public static readonly StreamError UnsupportedVersion = new("unsupported-version");

    /// <summary>XEP-0205 §4.5 names no condition of its own; clients know this one.</summary>
    public static readonly StreamError StanzaTooBig =
        PolicyViolation with { Application = new XElement(XName.Get("stanza-too-big", "urn:xmpp:errors")) };

    /// <summary>The <c>&lt;stream:error/&gt;</c> element.</summary>
    public XElement ToElement()
    {
        var error = new XElement(XmppNames.StreamError, new XElement(XmppNames.StreamErrors + Condition));
        if (Text is not null)
            error.Add(new XElement(XmppNames.StreamErrors + "text", new XAttribute(XmppNames.Lang, "en"), Text));
        if (Application is not null)
            error.Add(new XElement(Application));
        return error;
    }
}
