using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Services.Upload;

/// <summary>
/// Keeps contents and rows together: whoever makes a file of a content, and whoever removes one to which nobody refers, is
/// alone with it. A row without its content would be a lie; a content without a row is only room, and is found later.
/// </summary>
internal sealed class UploadContents(IUploadIndex index, IUploadStore store)
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public IUploadStore Store => store;

    /// <summary>Makes the file of a slot; durable when it completes. False if the slot is gone: then nothing is kept.</summary>
    public async Task<bool> KeepAsync(
        IPendingContent pending, byte[] key, string contentType, DateTimeOffset now, CancellationToken ct)
    {
        var gate = LockOf(pending.Content);
        await gate.WaitAsync(ct);
        try
        {
            await pending.KeepAsync(ct);
            // A write that fails may have been done all the same: then the content stays, and is looked for later.
            if (await index.StoreAsync(key, pending.Content, contentType, now, CancellationToken.None))
                return true;
            await RemoveUnusedAsync(pending.Content, ct);
            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Removes those of the contents to which no file refers; how many went.</summary>
    public async Task<int> ReleaseAsync(IEnumerable<byte[]> contents, CancellationToken ct)
    {
        var removed = 0;
        foreach (var content in contents)
        {
            var gate = LockOf(content);
            await gate.WaitAsync(ct);
            try
            {
                if (await RemoveUnusedAsync(content, ct))
                    removed++;
            }
            finally
            {
                gate.Release();
            }
        }
        return removed;
    }

    private async Task<bool> RemoveUnusedAsync(byte[] content, CancellationToken ct)
    {
        if (await index.IsUsedAsync(content, ct))
            return false;
        await store.RemoveAsync(content, ct);
        return true;
    }

    private SemaphoreSlim LockOf(byte[] content) => _locks[content[0] % _locks.Length];
}
