using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.VCards;

/// <summary>One vCard per account (XEP-0054).</summary>
public interface IVCardStore : IAccountData
{
    ValueTask<VCard?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>The hash of its photo, which each login asks for; null without a photo or a vCard.</summary>
    Task<string?> FindPhotoHashAsync(Jid account, CancellationToken ct);

    Task SetAsync(Jid account, VCard card, CancellationToken ct);
}
