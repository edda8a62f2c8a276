namespace Xmpp.Server.Federation.Discovery;

/// <summary>How a question to the resolver has ended.</summary>
internal enum DnsOutcome
{
    /// <summary>Answered; there may be no records of that kind all the same.</summary>
    Answered,

    /// <summary>There is no such name (NXDOMAIN).</summary>
    NoSuchName,

    /// <summary>Silence, or an error of the resolver.</summary>
    Failed,
}
