using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Services.Upload;

/// <summary>What the operator can do with uploaded files. Their addresses are nobody's to tell: not in the rows either.</summary>
internal sealed class UploadAdministration(IUploadIndex index, UploadRetention retention, UploadMetrics metrics, TimeProvider time)
{
    private const int Page = 500;

    public Task<UploadUsage> UsageAsync(Jid account, CancellationToken ct) => index.UsageAsync(account, time.GetUtcNow(), ct);

    /// <summary>The newest files of an account, the newest first.</summary>
    public Task<IReadOnlyList<StoredUpload>> ListAsync(Jid account, int limit, CancellationToken ct) =>
        index.ListAsync(account, limit, ct);

    /// <summary>Names a file for the operator: the row's key in hexadecimal.</summary>
    public static string NameOf(StoredUpload file) => Convert.ToHexStringLower(file.Key);

    /// <summary>One file of an account by the name of <see cref="NameOf"/>; null if there is none.</summary>
    public async Task<StoredUpload?> FindAsync(Jid account, string name, CancellationToken ct) =>
        KeyOf(name) is { } key && await index.FindAsync(key, ct) is { Content: not null } file && file.Owner == account.Bare
            ? file
            : null;

    /// <summary>Deletes one file of an account by the name of <see cref="NameOf"/>; false if there is none.</summary>
    public async Task<bool> DeleteAsync(Jid account, string name, CancellationToken ct)
    {
        if (KeyOf(name) is not { } key)
            return false;
        var removed = await index.RemoveAsync(account, [key], ct);
        metrics.Removed(removed);
        return removed > 0;
    }

    /// <summary>Deletes every file of an account; how many there were.</summary>
    public async Task<int> DeleteAllAsync(Jid account, CancellationToken ct)
    {
        var removed = 0;
        while (await index.ListAsync(account, Page, ct) is { Count: > 0 } files)
            removed += await index.RemoveAsync(account, [.. files.Select(file => file.Key)], ct);
        metrics.Removed(removed);
        return removed;
    }

    /// <summary>Removes at once what is over, of all accounts; how many files and slots went.</summary>
    public async Task<int> PurgeExpiredAsync(CancellationToken ct)
    {
        var removed = 0;
        while (await retention.RemoveExpiredAsync(ct) is > 0 and var some)
            removed += some;
        return removed;
    }

    private static byte[]? KeyOf(string name)
    {
        var key = new byte[32];
        return name.Length == 2 * key.Length
            && Convert.FromHexString(name, key, out _, out _) == System.Buffers.OperationStatus.Done ? key : null;
    }
}
