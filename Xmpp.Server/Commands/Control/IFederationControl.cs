namespace Xmpp.Server.Commands.Control;

/// <summary>What the command line can do with federation, in the running server or on its storage.</summary>
internal interface IFederationControl : IAsyncDisposable
{
    Task<FederationState> GetFederationAsync(CancellationToken ct);

    /// <summary>Blocks a domain, or with <c>*.</c> all below one; streams that there are end.</summary>
    Task<BlockReply> BlockDomainAsync(string pattern, CancellationToken ct);

    Task<BlockReply> UnblockDomainAsync(string pattern, CancellationToken ct);
}
