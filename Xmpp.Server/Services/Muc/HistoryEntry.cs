using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.Muc;

/// <summary>A message that who enters is sent (XEP-0045 §7.2.13).</summary>
/// <param name="Id">The room's id of it (XEP-0359).</param>
/// <param name="At">When the room got it.</param>
/// <param name="Message">As it went to the occupants, without 'to' and delay.</param>
internal sealed record HistoryEntry(string Id, DateTimeOffset At, Message Message);
