using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>Who wants to execute a command, and where.</summary>
/// <param name="Host">The host whose command it is; rights are those of the requester at this host (cases OPS-11).</param>
/// <param name="Requester">The full JID; an account of this server or anybody's.</param>
internal sealed record AdHocRequest(Jid Host, Jid Requester);
