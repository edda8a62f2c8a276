using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Links;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Federation.Streams;

/// <summary>What a stream is opened for.</summary>
/// <param name="Pair">Who we are, and whom we want.</param>
/// <param name="Link">Whose stanzas are to go; null where only a key is to be checked.</param>
/// <param name="Address">Where the peer is.</param>
/// <param name="Tls">How we behave in the handshake.</param>
/// <param name="Attempt">Cancelled when nobody wants the stream any more.</param>
internal sealed record OutgoingRequest(
    DomainPair Pair, PeerLink? Link, PeerAddress Address, TlsClientSettings Tls, CancellationToken Attempt);
