using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.SavedSessions;

/// <summary>A session that waits for its client over a restart of the server (XEP-0198 §5).</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Id">The SM-ID.</param>
/// <param name="ExpiresAt">When it is over if nobody resumes it, to the millisecond.</param>
/// <param name="Session">All of it, in the server's own XML, UTF-8.</param>
public sealed record SavedSession(Jid Account, string Id, DateTimeOffset ExpiresAt, byte[] Session);
