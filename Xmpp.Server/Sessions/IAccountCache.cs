using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>State of accounts that is in memory as long as they have sessions (DESIGN §5).</summary>
internal interface IAccountCache
{
    /// <summary>Loads what there is and keeps it current until the same number of <see cref="UnpinAsync"/>.</summary>
    Task PinAsync(Jid account, CancellationToken ct);

    Task UnpinAsync(Jid account, CancellationToken ct);
}
