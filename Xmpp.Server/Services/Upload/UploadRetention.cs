using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Services.Upload;

/// <summary>
/// Removes files and slots whose time is over, and once a day contents to which no row refers (what a crash may leave). In
/// small steps, one a second, so that nobody has to wait for it.
/// </summary>
internal sealed class UploadRetention(
    IUploadIndex index, UploadContents contents, UploadPut put, UploadOptions options, TimeProvider time,
    BackgroundWork background, UploadMetrics metrics)
{
    private const int RowsPerStep = 200;
    private const int Parts = 256;

    private static readonly TimeSpan s_searchInterval = TimeSpan.FromDays(1);

    /// <summary>What is younger may be on its way to its row.</summary>
    private static readonly TimeSpan s_unusedAge = TimeSpan.FromHours(1);

    private DateTimeOffset _next;
    private DateTimeOffset _nextSearch;
    private int _part = Parts;

    /// <summary>Begins a step if one is due; called about once a second.</summary>
    public void Tick()
    {
        if (time.GetUtcNow() >= _next)
            background.RunAlone("retention of uploaded files", StepAsync);
    }

    /// <summary>Removes some; true when it is through.</summary>
    public async Task<bool> StepAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await RemoveExpiredAsync(ct) > 0)
            return false; // there may be more
        if (_part == Parts && now >= _nextSearch)
        {
            _part = 0;
            _nextSearch = now + s_searchInterval;
            await index.ForgetDaysAsync(now, ct);
        }
        if (_part < Parts)
        {
            var found = await contents.Store.ListAsync((byte)_part++, now - s_unusedAge, ct);
            await contents.ReleaseAsync(found, ct);
            return false;
        }
        _next = now + options.RetentionInterval;
        return true;
    }

    /// <summary>Removes what is over, as many as one step may; how many went.</summary>
    public async Task<int> RemoveExpiredAsync(CancellationToken ct)
    {
        var removed = 0;
        var files = 0;
        // An upload that has begun in time may come to its end.
        var expired = (await index.FindExpiredAsync(time.GetUtcNow(), RowsPerStep + put.Running, ct))
            .Where(upload => !put.IsRunning(upload.Key));
        foreach (var owned in expired.GroupBy(upload => upload.Owner))
        {
            removed += await index.RemoveAsync(owned.Key, [.. owned.Select(upload => upload.Key)], ct);
            files += owned.Count(upload => upload.Content is not null);
        }
        metrics.Removed(files);
        return removed;
    }
}
