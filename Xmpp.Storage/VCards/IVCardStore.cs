using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.VCards;

/// <summary>One vCard per account (XEP-0054).</summary>
public interface IVCardStore : IAccountData
{
    ValueTask<VCard?> FindAsync(Jid account, CancellationToken ct);
    Task SetAsync(Jid account, VCard card, CancellationToken ct);
}
