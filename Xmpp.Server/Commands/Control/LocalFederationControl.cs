using Xmpp.Server.Federation;

namespace Xmpp.Server.Commands.Control;

/// <summary>Federation of this process.</summary>
/// <param name="blocked">What is blocked.</param>
/// <param name="federation">Links and streams; null where nothing runs.</param>
/// <param name="owner">Ends with this; null where the server goes on.</param>
internal sealed class LocalFederationControl(
    BlockedDomains blocked, FederationServices? federation, IAsyncDisposable? owner) : IFederationControl
{
    public async Task<FederationState> GetFederationAsync(CancellationToken ct)
    {
        FederationLine[] lines = federation is null ? [] : [.. FederationLines.Of(federation)];
        var patterns = await blocked.ListAsync(ct);
        return new FederationState(
            owner is null, lines, [.. patterns.Select(one => new BlockedLine(one.Pattern, one.BlockedAt))]);
    }

    public async Task<BlockReply> BlockDomainAsync(string pattern, CancellationToken ct) =>
        new(await blocked.BlockAsync(pattern, ct));

    public async Task<BlockReply> UnblockDomainAsync(string pattern, CancellationToken ct) =>
        new(await blocked.UnblockAsync(pattern, ct));

    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
