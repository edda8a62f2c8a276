namespace Xmpp.Server.Federation.Discovery;

/// <summary>An SRV record for servers (RFC 2782, XEP-0368).</summary>
/// <param name="Priority">Lower comes first.</param>
/// <param name="Weight">Share among those of one priority.</param>
/// <param name="Target">Host name without final dot; empty says that there is no such service.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="IsDirectTls">From <c>_xmpps-server</c>.</param>
internal sealed record ServiceRecord(int Priority, int Weight, string Target, int Port, bool IsDirectTls);
