using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>The block lists of this server's accounts, for whatever reaches people without the stages of the path.</summary>
internal interface IBlockLists
{
    /// <summary>At once for an account with a session, else from the store: ask once for a stanza.</summary>
    /// <param name="account">An account of this server (bare JID).</param>
    /// <param name="ct">Cancels the reading.</param>
    ValueTask<BlockList> GetAsync(Jid account, CancellationToken ct);
}
