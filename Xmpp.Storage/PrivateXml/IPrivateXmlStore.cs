using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PrivateXml;

/// <summary>Private XML storage (XEP-0049): elements that only their owner reads.</summary>
public interface IPrivateXmlStore : IAccountData
{
    ValueTask<byte[]?> FindAsync(Jid account, string ns, string name, CancellationToken ct);

    /// <summary>Everything that the account keeps; bounded by its quota.</summary>
    Task<IReadOnlyList<PrivateElement>> LoadAsync(Jid account, CancellationToken ct);

    /// <summary>
    /// Stores all elements or, if the account would then keep more than <paramref name="quota"/>, none: false.
    /// </summary>
    Task<bool> SetAsync(
        Jid account, IReadOnlyList<PrivateElement> elements, PrivateXmlQuota quota, CancellationToken ct);

    /// <summary>The bytes of all payloads of the account.</summary>
    Task<long> SizeAsync(Jid account, CancellationToken ct);
}
