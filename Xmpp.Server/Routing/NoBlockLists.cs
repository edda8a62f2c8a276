using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Nobody blocks anybody: the feature is switched off.</summary>
internal sealed class NoBlockLists : IBlockLists
{
    public ValueTask<BlockList> GetAsync(Jid account, CancellationToken ct) => new(BlockList.Empty);
}
