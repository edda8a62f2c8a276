using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>One device of an occupant.</summary>
/// <param name="FullJid">Its address, which the room knows it by.</param>
/// <param name="Presence">What it showed last, without what only the room may say.</param>
internal sealed record OccupantSession(Jid FullJid, Presence Presence);
