using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage;

/// <summary>Behind what a page of a list begins that has the newest first.</summary>
/// <param name="At">When the last entry of the page before came.</param>
/// <param name="Owner">Whose it was; null where ids are enough.</param>
/// <param name="Id">Its id.</param>
public sealed record ListPosition(DateTimeOffset At, Jid? Owner, string Id);
