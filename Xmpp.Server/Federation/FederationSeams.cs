using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;

namespace Xmpp.Server.Federation;

/// <summary>What a test puts in place of the network.</summary>
internal sealed record FederationSeams(IPeerFinder? Finder = null, IPeerIdentity? Identity = null);
