using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>What to do about one element of SASL negotiation.</summary>
public sealed record SaslReply
{
    /// <summary>To be sent to the client; null only if <see cref="Error"/> is set and nothing goes before it.</summary>
    public XElement? Element { get; init; }

    /// <summary>The bare JID that is now authenticated; the stream starts again (RFC 6120 §6.4.6).</summary>
    public Jid? Account { get; init; }

    /// <summary>The attempt failed with this, for the log and the metrics.</summary>
    public SaslFailure? Failure { get; init; }

    /// <summary>Why the credential store could not be asked; goes with temporary-auth-failure, for the log.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Ends the stream, after <see cref="Element"/> if there is one.</summary>
    public StreamError? Error { get; init; }

    /// <summary>The mechanism in use, from our own list; null when the client asked for none of them.</summary>
    public string? Mechanism { get; init; }

    /// <summary>The name that the client gave, as it is: for the log, never for a decision.</summary>
    public string? ClaimedName { get; init; }
}
