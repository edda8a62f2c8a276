using System.Net;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Administration;

/// <summary>Who asks for an operation.</summary>
/// <param name="Name">As in the audit log: an address, <c>token:NAME of ADDRESS</c>, <c>command-line</c>.</param>
/// <param name="Account">The account behind it, or null.</param>
/// <param name="Rights">What he may do now.</param>
/// <param name="Door">Which way he came.</param>
/// <param name="Address">From where, if that is known.</param>
internal sealed record Actor(string Name, Jid? Account, Rights Rights, Door Door, IPAddress? Address)
{
    /// <summary>A program's key, and not somebody who has logged in.</summary>
    public bool IsToken { get; init; }

    /// <summary>The operator at the machine.</summary>
    public static readonly Actor CommandLine = new("command-line", null, Rights.All, Door.CommandLine, null);
}
