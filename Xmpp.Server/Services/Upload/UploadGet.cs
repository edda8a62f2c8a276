using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Xmpp.Storage;
using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Services.Upload;

/// <summary>Gives files to whoever has their address: GET and HEAD (RFC 9110 §9.3), with ranges and conditions.</summary>
internal sealed partial class UploadGet(
    IUploadIndex index, IUploadStore store, UploadMetrics metrics, TimeProvider time, ILogger<UploadGet> logger)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>A file may be deleted: who has kept a copy asks again after so long.</summary>
    private static readonly TimeSpan s_maxAge = TimeSpan.FromDays(1);

    /// <param name="context">The request.</param>
    /// <param name="token">What its path names, or null for what cannot be one.</param>
    public async Task AnswerAsync(HttpContext context, string? token)
    {
        try
        {
            var now = time.GetUtcNow();
            // Cases WEB-12: an open slot, a file that is over, what never was: the same answer.
            var file = token is null ? null : await index.FindAsync(UploadToken.KeyOf(token), context.RequestAborted);
            if (file is null || file.Content is not { } content || file.ExpiresAt <= now)
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await AnswerAsync(context, file, content, now);
        }
        catch (StorageException e)
        {
            LogFailed(e);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            if (context.RequestAborted.IsCancellationRequested)
                LogBroken();
            else
                LogFailed(e);
            context.Abort(); // half a file must not look like one
        }
    }

    private async Task AnswerAsync(HttpContext context, StoredUpload file, byte[] content, DateTimeOffset now)
    {
        var (request, response) = (context.Request, context.Response);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(content.AsSpan(0, 16))}\"");
        var modified = DateTimeOffset.FromUnixTimeSeconds(file.CreatedAt.ToUnixTimeSeconds());
        var headers = response.GetTypedHeaders();
        headers.ETag = tag;
        headers.LastModified = modified;
        headers.CacheControl = new CacheControlHeaderValue { Private = true, MaxAge = MaxAgeOf(file, now) };
        response.Headers.AcceptRanges = "bytes";
        if (IsKnown(request, tag, modified))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var range = new ByteRange(0, file.Size);
        if (HttpMethods.IsGet(request.Method) && MayBePart(request, tag, modified)) // §14.2: of GET only
        {
            var isPart = ByteRange.TryRead(request.Headers.Range, file.Size, out range);
            if (isPart == false)
            {
                headers.ContentRange = new ContentRangeHeaderValue(file.Size);
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return;
            }
            if (isPart == true)
            {
                headers.ContentRange = new ContentRangeHeaderValue(range.First, range.Last, file.Size);
                response.StatusCode = StatusCodes.Status206PartialContent;
            }
        }
        await using var stream = await store.OpenAsync(content, range.First, context.RequestAborted);
        if (stream is null)
        {
            LogMissing(Convert.ToHexStringLower(content));
            response.Clear();
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var type = file.ContentType ?? MediaTypes.Unknown;
        response.ContentType = MediaTypes.IsScript(type) ? MediaTypes.Unknown : type;
        response.ContentLength = range.Length;
        var disposition = new ContentDispositionHeaderValue(MediaTypes.IsShown(type) ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        headers.ContentDisposition = disposition;
        if (!HttpMethods.IsHead(request.Method))
            await SendAsync(stream, response.Body, range.Length, context.RequestAborted);
    }

    private async Task SendAsync(Stream source, Stream target, long length, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var left = length; left > 0;)
            {
                var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferSize, left)), ct);
                if (read == 0)
                    throw new EndOfStreamException("an uploaded file is shorter than it was");
                await target.WriteAsync(buffer.AsMemory(0, read), ct);
                metrics.Sent(read);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // §13.2.2: the date counts only where no tag is named.
    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag, DateTimeOffset modified)
    {
        var headers = request.GetTypedHeaders();
        return request.Headers.IfNoneMatch.Count > 0
            ? headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false))
            : headers.IfModifiedSince >= modified;
    }

    // §13.1.5: a part only of what the client has the rest of.
    private static bool MayBePart(HttpRequest request, EntityTagHeaderValue tag, DateTimeOffset modified)
    {
        if (request.Headers.IfRange.Count == 0)
            return true;
        var known = request.GetTypedHeaders().IfRange;
        return known?.EntityTag is { } said ? said.Compare(tag, useStrongComparison: true) : known?.LastModified == modified;
    }

    // XEP-0363 §5.3: not available after its end, not in a browser's cache either.
    private static TimeSpan MaxAgeOf(StoredUpload file, DateTimeOffset now) =>
        file.ExpiresAt - now is { } left && left < s_maxAge ? left : s_maxAge;

    [LoggerMessage(Level = LogLevel.Error, EventName = "upload-content-missing", Message = "an uploaded file is not where it was: {Content}")]
    private partial void LogMissing(string content);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "upload-not-given", Message = "an uploaded file could not be given")]
    private partial void LogFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Debug, EventName = "download-broken", Message = "the client went away while it got a file")]
    private partial void LogBroken();
}
