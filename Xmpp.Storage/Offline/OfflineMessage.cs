namespace Xmpp.Storage.Offline;

/// <summary>A message that waits for its account to come online (XEP-0160).</summary>
/// <param name="Id">Grows with the time of arrival; unique within the account.</param>
/// <param name="ReceivedAt">For the delay element (XEP-0203), to the millisecond.</param>
/// <param name="Stanza">The complete stanza in UTF-8.</param>
public sealed record OfflineMessage(long Id, DateTimeOffset ReceivedAt, byte[] Stanza);
