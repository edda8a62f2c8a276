using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Links;

/// <summary>Why a peer cannot be talked to.</summary>
/// <param name="Error">What the senders of waiting stanzas are told (cases S2S-06).</param>
/// <param name="Reason">For the log and the operator.</param>
/// <param name="IsFinal">Another address of the peer would say the same.</param>
internal sealed record PeerFailure(StanzaError Error, string Reason, bool IsFinal = false)
{
    /// <summary>SASL EXTERNAL was refused and the stream is over: the same address may take dialback (cases S2S-04).</summary>
    public bool IsExternalRefused { get; init; }

    public static PeerFailure Timeout(string reason) => new(StanzaError.RemoteServerTimeout, reason);

    public static PeerFailure NotFound(string reason) => new(StanzaError.RemoteServerNotFound, reason, IsFinal: true);

    public static PeerFailure Moved { get; } =
        new(StanzaError.RemoteServerTimeout, "the hosts of this server have changed", IsFinal: true);

    public static PeerFailure NotAllowed { get; } =
        new(StanzaError.NotAllowed, "the policy of this server", IsFinal: true);
}
