using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Bosh;

namespace Xmpp.Server.Web.Clients;

/// <summary>Clients by BOSH (XEP-0124, XEP-0206).</summary>
/// <remarks>
/// All answers that mean something are 200 with a body (§17.1: other status codes are for clients of before 2005, which
/// cannot do SASL either).
/// </remarks>
internal sealed class BoshDoor(BoshSettings settings, WebOrigins origins) : IWebDoor
{
    private const int FirstSize = 4096;

    public const string Path = "/http-bind";

    private readonly ConcurrentDictionary<string, BoshSession> _sessions = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, PostAsync);
        routes.MapMethods(Path, ["OPTIONS"], PreflightAsync);
    }

    /// <summary>Looks at the clock; about every second.</summary>
    public void Tick()
    {
        foreach (var session in _sessions.Values)
            session.Tick();
    }

    private Task PreflightAsync(HttpContext context)
    {
        origins.Permit(context.Request, context.Response);
        context.Response.Headers.AccessControlAllowMethods = "POST, OPTIONS";
        context.Response.Headers.AccessControlAllowHeaders = "Content-Type";
        context.Response.Headers.AccessControlMaxAge = "86400";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task PostAsync(HttpContext context)
    {
        if (!origins.Allows(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        origins.Permit(context.Request, context.Response);
        var request = await ReadAsync(context);
        if (request is null)
            await SendAsync(context, BoshContent.TypeFor(null), BoshAnswer.Terminate(BoshNames.BadRequest));
        else if (request.Sid is null)
            await CreateAsync(context, request);
        else if (!_sessions.TryGetValue(request.Sid, out var session))
            await SendAsync(context, BoshContent.TypeFor(null), BoshAnswer.Terminate(BoshNames.ItemNotFound));
        else if (session.IsSecure && !WebPeer.Of(context).IsSecure)
            context.Abort(); // §19.1: and the session goes on
        else
            await ServeAsync(context, session, request);
    }

    private async Task CreateAsync(HttpContext context, BoshRequest request)
    {
        if (!TryReadHost(request, out var host, out var condition))
        {
            await SendAsync(context, BoshContent.TypeFor(request.Content), BoshAnswer.Terminate(condition));
            return;
        }
        var peer = WebPeer.Of(context);
        var session = new BoshSession(request, host, settings, peer.EndPoint, peer.IsSecure)
        {
            Forgotten = gone => _sessions.TryRemove(gone.Sid, out _),
            IsByClearHttp = !context.Request.IsHttps,
        };
        _sessions[session.Sid] = session;
        await ServeAsync(context, session, request);
    }

    private bool TryReadHost(BoshRequest request, out string host, [NotNullWhen(false)] out string? condition)
    {
        condition = string.IsNullOrEmpty(request.To) ? BoshNames.ImproperAddressing
            : StreamHeaders.TryReadDomain(request.To, out host) && settings.Services.Hosts.IsOpen(host) ? null
            : BoshNames.HostUnknown;
        host = condition is null && StreamHeaders.TryReadDomain(request.To, out var known) ? known : "";
        return condition is null;
    }

    private static async Task ServeAsync(HttpContext context, BoshSession session, BoshRequest request)
    {
        using var lost = context.RequestAborted.UnsafeRegister(_ => session.Lose(request), null);
        session.Receive(request);
        try
        {
            await SendAsync(context, session.ContentType, await request.Answered.WaitAsync(context.RequestAborted));
        }
        catch (OperationCanceledException)
        {
            // The client has gone; what it would have got, it gets when it asks again (§14.3).
        }
    }

    private static async Task SendAsync(HttpContext context, string type, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.ContentType = type;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        // The client may call it HTML (§7.1), and others have written what is in it: it is no page of ours.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    // Whose session it is says how much may come: the start tag tells, before the rest is read (cases ABU-01).
    private async Task<BoshRequest?> ReadAsync(HttpContext context)
    {
        var limits = settings.Services.LimitsBeforeLogin;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = settings.Services.LimitsAfterLogin.MaxBytes;
        using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, FirstSize)); // it grows with what comes
        try
        {
            var isAll = await CopyAsync(context, body, limits.MaxBytes + 1);
            if (BoshBody.FindSid(body.GetBuffer().AsSpan(0, (int)body.Length)) is { } sid && _sessions.TryGetValue(sid, out var session))
                limits = session.ReaderLimits;
            if (!isAll)
                isAll = await CopyAsync(context, body, limits.MaxBytes + 1);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            context.Response.StatusCode = e.StatusCode;
            return null;
        }
        if (body.Length > limits.MaxBytes)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return null;
        }
        return BoshBody.TryRead(body.GetBuffer().AsSpan(0, (int)body.Length), limits, out var request) ? request : null;
    }

    /// <summary>Reads until there is so much; true at the end of what comes.</summary>
    private static async ValueTask<bool> CopyAsync(HttpContext context, MemoryStream body, int most)
    {
        var reader = context.Request.BodyReader;
        while (body.Length < most)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, most - body.Length));
            foreach (var segment in part)
                body.Write(segment.Span);
            reader.AdvanceTo(part.End);
            if (read.IsCompleted && part.Length == read.Buffer.Length)
                return true;
        }
        return false;
    }
}
