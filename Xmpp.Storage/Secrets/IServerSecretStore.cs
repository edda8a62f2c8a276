namespace Xmpp.Storage.Secrets;

/// <summary>Random keys of the server that must be the same after a restart and on every node.</summary>
public interface IServerSecretStore
{
    /// <summary>The secret of that name, made of <paramref name="bytes"/> random bytes at its first use.</summary>
    Task<byte[]> GetOrCreateAsync(string name, int bytes, CancellationToken ct);
}
