using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>A request of one occupant to another, on its way through the room (XEP-0045 §17.4 rule 3).</summary>
/// <param name="Id">That of the request as it was asked.</param>
/// <param name="Asker">Who gets the answer.</param>
/// <param name="AskerAs">As whom the other sees him.</param>
/// <param name="Target">Who is to answer: only he can.</param>
/// <param name="TargetAs">As whom the asker sees him.</param>
/// <param name="Until">After that it is forgotten.</param>
internal sealed record RoomRequest(string Id, Jid Asker, Jid AskerAs, Jid Target, Jid TargetAs, DateTimeOffset Until);
