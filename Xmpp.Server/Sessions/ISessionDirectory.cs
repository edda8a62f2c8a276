using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// Where an account's resources are and how to reach them: records, never a live session, so that they may be on
/// another node.
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

    /// <summary>The same for a caller that holds a lock: a session that is full ends in the background, and nobody waits for it.</summary>
    HandOver Post(Resource resource, OutboundStanza stanza);

    /// <summary>
    /// Completes when the outbox of the resource has been emptied, or the resource is gone; null while it is half empty. Who
    /// brings much at once waits for it, but never where that keeps the client's own stanzas from being handled: its
    /// acknowledgements are what makes room.
    /// </summary>
    Task? RoomAsync(Resource resource);
}
