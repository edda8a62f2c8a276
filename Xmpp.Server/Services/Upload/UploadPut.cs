using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Services.Upload;

/// <summary>
/// Takes the file of a slot (XEP-0363 §7): exactly as it was announced, once. 201 means that it is on disk; of one that broke
/// off nothing stays.
/// </summary>
internal sealed partial class UploadPut(
    IUploadIndex index, UploadContents contents, UploadOptions options, UploadMetrics metrics, TimeProvider time,
    ILogger<UploadPut> logger)
{
    // A phone may lose its network for a while; one that sends nothing for ever is let go.
    private static readonly Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate s_slowest = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(30));

    private readonly ConcurrentDictionary<string, Jid> _running = new(StringComparer.Ordinal);

    /// <summary>Uploads under way.</summary>
    public int Running => _running.Count;

    /// <summary>Whether the file of a slot is just coming.</summary>
    public bool IsRunning(byte[] key) => _running.ContainsKey(Convert.ToHexString(key));

    /// <param name="context">The request.</param>
    /// <param name="token">What its path names, or null for what cannot be one.</param>
    public async Task AnswerAsync(HttpContext context, string? token)
    {
        try
        {
            var refusal = await TakeAsync(context, token);
            if (refusal is { } reason)
                metrics.Refused(reason);
            else
                context.Response.StatusCode = StatusCodes.Status201Created;
        }
        catch (StorageException e)
        {
            Fail(context, e, StatusCodes.Status503ServiceUnavailable, UploadRefusal.Failed);
        }
        catch (UploadStoreException e)
        {
            if (e.IsFull)
                Fail(context, e, StatusCodes.Status507InsufficientStorage, UploadRefusal.DiskFull);
            else
                Fail(context, e, StatusCodes.Status503ServiceUnavailable, UploadRefusal.Failed);
        }
        catch (BadHttpRequestException)
        {
            metrics.Refused(UploadRefusal.Broken);
            throw; // Kestrel knows the status
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            metrics.Refused(UploadRefusal.Broken);
            LogBroken();
            context.Abort();
        }
    }

    // Null when it was taken.
    private async Task<UploadRefusal?> TakeAsync(HttpContext context, string? secret)
    {
        var request = context.Request;
        if (request.ContentLength is not { } length)
            return Refuse(context, StatusCodes.Status411LengthRequired, UploadRefusal.Mismatch);
        if (request.Headers.ContentRange.Count > 0)
            return Refuse(context, StatusCodes.Status400BadRequest, UploadRefusal.Mismatch); // RFC 9110 §14.5
        if (request.Headers.ContentEncoding is [{ } encoding, ..] && encoding != "identity")
            return Refuse(context, StatusCodes.Status415UnsupportedMediaType, UploadRefusal.Type); // SECURITY §8
        // A slot that is used, over, or was never there: the same answer.
        var key = secret is null ? [] : UploadToken.KeyOf(UploadToken.IdOf(secret));
        var slot = secret is null ? null : await index.FindAsync(key, context.RequestAborted);
        if (slot is null || slot.Content is not null || slot.ExpiresAt <= time.GetUtcNow())
            return Refuse(context, StatusCodes.Status403Forbidden, UploadRefusal.NoSlot);
        if (length != slot.Size)
        {
            return Refuse(
                context, length > slot.Size ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest,
                UploadRefusal.Mismatch);
        }
        if (!TryGetType(request, slot, out var type))
            return Refuse(context, StatusCodes.Status400BadRequest, UploadRefusal.Mismatch);
        if (!MediaTypes.IsAllowed(type, options.Types))
            return Refuse(context, StatusCodes.Status415UnsupportedMediaType, UploadRefusal.Type);
        // Also of one account no more than it may have slots: those whose time is over while they come count for nothing else.
        if (Running >= options.MaxUploads || _running.Values.Count(owner => owner == slot.Owner) >= options.Quota.Slots)
        {
            context.Response.Headers.RetryAfter = "5";
            return Refuse(context, StatusCodes.Status503ServiceUnavailable, UploadRefusal.Busy);
        }
        var name = Convert.ToHexString(key);
        if (!_running.TryAdd(name, slot.Owner))
            return Refuse(context, StatusCodes.Status409Conflict, UploadRefusal.NoSlot); // it is just coming by another request
        metrics.Began();
        try
        {
            Prepare(context, length);
            return await ReceiveAsync(context, slot, type);
        }
        finally
        {
            _running.TryRemove(name, out _);
            metrics.Ended();
        }
    }

    private async Task<UploadRefusal?> ReceiveAsync(HttpContext context, StoredUpload slot, string type)
    {
        await using var pending = await contents.Store.WriteAsync(context.Request.Body, slot.Size, context.RequestAborted);
        metrics.Received(slot.Size);
        if (!await contents.KeepAsync(pending, slot.Key, type, time.GetUtcNow(), CancellationToken.None))
            return Refuse(context, StatusCodes.Status403Forbidden, UploadRefusal.NoSlot); // the account is gone meanwhile
        metrics.Stored();
        return null;
    }

    // §7: the type that was announced, if one was; of one that says nothing it is that.
    private static bool TryGetType(HttpRequest request, StoredUpload slot, out string type)
    {
        type = slot.ContentType ?? MediaTypes.Unknown;
        if (string.IsNullOrEmpty(request.ContentType))
            return true;
        return MediaTypes.TryNormalize(request.ContentType, out type)
            && (slot.ContentType is null || MediaTypes.AreSame(type, slot.ContentType));
    }

    private static void Prepare(HttpContext context, long length)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = length;
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = s_slowest;
    }

    private static UploadRefusal Refuse(HttpContext context, int status, UploadRefusal reason)
    {
        context.Response.StatusCode = status;
        return reason;
    }

    private void Fail(HttpContext context, Exception e, int status, UploadRefusal reason)
    {
        LogFailed(e, reason);
        metrics.Refused(reason);
        context.Response.StatusCode = status;
    }

    [LoggerMessage(Level = LogLevel.Warning, EventName = "upload-not-stored", Message = "an upload could not be stored: {Reason}")]
    private partial void LogFailed(Exception e, UploadRefusal reason);

    [LoggerMessage(Level = LogLevel.Debug, EventName = "upload-broken", Message = "an upload broke off")]
    private partial void LogBroken();
}
