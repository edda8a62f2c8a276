using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage;

/// <summary>Data kept for accounts: what a store must offer so that deleting an account deletes all of it (OPS-08).</summary>
public interface IAccountData
{
    /// <summary>The word that the deletion report uses: "offline messages".</summary>
    string Name { get; }

    /// <summary>Removes everything kept for the account; the number of rows that went.</summary>
    Task<int> EraseAsync(Jid account, CancellationToken ct);
}
