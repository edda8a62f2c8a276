using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Streams;

/// <summary>What a stream offers in each of its states (RFC 6120 §4.3.2), in the order of XEP-0170.</summary>
internal sealed class StreamFeatures(
    TlsRequirement tls, Sasl.SaslOptions sasl, RegistrationOptions registration, bool takesInvitations, FeatureRegistry registry)
{
    private static readonly XName s_register = XName.Get("register", "http://jabber.org/features/iq-register");

    /// <summary>RFC 6120 §5.3.1: where TLS is required, nothing else is offered in clear.</summary>
    /// <param name="state">What the stream is like.</param>
    /// <param name="hasStartTls">False where TLS is the business of what is below the stream.</param>
    public XElement BeforeLogin(SaslStreamState state, bool hasStartTls)
    {
        var features = new XElement(XmppNames.StreamFeatures);
        if (!state.IsSecure && hasStartTls)
        {
            var startTls = new XElement(StreamNames.StartTls);
            if (tls == TlsRequirement.Required)
                startTls.Add(new XElement(StreamNames.TlsRequired));
            features.Add(startTls);
        }
        features.Add(SaslMechanisms.Features(state, sasl));
        if (registration.Enabled && state.IsSecure) // XEP-0077 §8: never in clear
            features.Add(new XElement(s_register));
        if (takesInvitations && state.IsSecure) // XEP-0445 §3
            features.Add(new XElement(InvitationNames.StreamFeature));
        return features;
    }

    public XElement AfterLogin(string host)
    {
        var features = new XElement(
            XmppNames.StreamFeatures,
            new XElement(StreamNames.Bind),
            // RFC 6121 §1.4 took the session element out; old clients still ask for it (cases AUTH-16).
            new XElement(StreamNames.Session, new XElement(StreamNames.SessionOptional)));
        foreach (var feature in registry.StreamFeatures)
            features.Add(feature(host));
        return features;
    }
}
