using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>Why an authentication attempt failed (RFC 6120 §6.5).</summary>
/// <param name="Condition">The defined condition's element name.</param>
public sealed record SaslFailure(string Condition)
{
    /// <summary>Text for a human (§6.5), in English, or null.</summary>
    public string? Text { get; init; }

    public static readonly SaslFailure Aborted = new("aborted");
    public static readonly SaslFailure AccountDisabled = new("account-disabled");
    public static readonly SaslFailure CredentialsExpired = new("credentials-expired");
    public static readonly SaslFailure EncryptionRequired = new("encryption-required");
    public static readonly SaslFailure IncorrectEncoding = new("incorrect-encoding");
    public static readonly SaslFailure InvalidAuthzid = new("invalid-authzid");
    public static readonly SaslFailure InvalidMechanism = new("invalid-mechanism");
    public static readonly SaslFailure MalformedRequest = new("malformed-request");
    public static readonly SaslFailure MechanismTooWeak = new("mechanism-too-weak");
    public static readonly SaslFailure NotAuthorized = new("not-authorized");
    public static readonly SaslFailure TemporaryAuthFailure = new("temporary-auth-failure");

    public XElement ToElement()
    {
        var failure = new XElement(SaslNames.Failure, new XElement(XmppNames.Sasl + Condition));
        if (Text is not null)
            failure.Add(new XElement(SaslNames.Text, new XAttribute(XmppNames.Lang, "en"), Text));
        return failure;
    }
}
