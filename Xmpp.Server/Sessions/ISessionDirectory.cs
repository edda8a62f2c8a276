using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// Where an account's resources are and how to reach them: records, never a live session, so that they may be on
/// another node (DESIGN §6).
/// </summary>
internal interface ISessionDirectory
{
    /// <summary>The connected resources of an account (bare JID), in the order in which they were bound.</summary>
    ValueTask<ImmutableArray<Resource>> FindAsync(Jid account, CancellationToken ct);

    /// <summary>
    /// Completes when nothing that is older than what comes now is being brought to the account; null when nothing is. To be
    /// asked behind <see cref="FindAsync"/>: whoever found a session gone, or come, is told that it is so.
    /// </summary>
    Task? CaughtUpAsync(Jid account);

    /// <summary>Hands a stanza to a resource as it was found.</summary>
    ValueTask<HandOver> DeliverAsync(Resource resource, OutboundStanza stanza, CancellationToken ct);
}
