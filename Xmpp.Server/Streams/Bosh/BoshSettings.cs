using Xmpp.Server.Configuration;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>What all BOSH sessions of the server share.</summary>
internal sealed record BoshSettings(EventLoops Loops, BoshOptions Options, C2sServices Services, TimeProvider Time);
