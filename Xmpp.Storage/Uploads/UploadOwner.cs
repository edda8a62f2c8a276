using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Uploads;

/// <summary>An account that has files.</summary>
/// <param name="Owner">The account.</param>
/// <param name="Files">That are there.</param>
/// <param name="Bytes">In them.</param>
/// <param name="Newest">When the newest slot of them was given.</param>
public sealed record UploadOwner(Jid Owner, long Files, long Bytes, DateTimeOffset Newest);
