using DnsClient.Protocol;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>What the resolver said to one question.</summary>
/// <param name="Outcome">Whether it knows.</param>
/// <param name="Records">Of the kind that was asked for, behind any CNAME; empty if there are none.</param>
/// <param name="IsSecure">It has found the answer signed (AD, RFC 4035 §3.2.3).</param>
/// <param name="TimeToLive">How long that may be kept.</param>
internal sealed record DnsAnswer(
    DnsOutcome Outcome, IReadOnlyList<DnsResourceRecord> Records, bool IsSecure, TimeSpan TimeToLive)
{
    public static DnsAnswer Failed { get; } = new(DnsOutcome.Failed, [], false, TimeSpan.Zero);
}
