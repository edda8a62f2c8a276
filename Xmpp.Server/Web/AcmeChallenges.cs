using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Web;

/// <summary>
/// Shows a certificate authority what an ACME client has put into a folder (RFC 8555 §8.3): files whose names are tokens,
/// and nothing else.
/// </summary>
internal sealed partial class AcmeChallenges : IWebDoor
{
    private const string Path = ".well-known/acme-challenge";

    /// <summary>A key authorization is a token, a dot and 43 characters (RFC 8555 §8.1).</summary>
    private const int MaxBytes = 4096;

    private readonly string _folder;

    /// <param name="options">Where; else in the data directory.</param>
    /// <param name="dataDirectory">The data directory.</param>
    public AcmeChallenges(WebOptions options, string dataDirectory) => _folder = System.IO.Path.GetFullPath(
        System.IO.Path.Combine(options.AcmeChallenges ?? System.IO.Path.Combine(dataDirectory, "acme"), Path));

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet($"/{Path}/{{token}}", (RequestDelegate)AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var token = context.Request.RouteValues["token"] as string ?? "";
        if (!Token().IsMatch(token) || await ReadAsync(token, context.RequestAborted) is not { } text)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = "application/octet-stream"; // §8.3
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    private async Task<byte[]?> ReadAsync(string token, CancellationToken ct)
    {
        var file = new FileInfo(System.IO.Path.Combine(_folder, token));
        if (!file.Exists || file.LinkTarget is not null || file.Length > MaxBytes)
            return null;
        try
        {
            return await File.ReadAllBytesAsync(file.FullName, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the ACME client has taken it away, or keeps it to itself: the authority sees that there is none
        }
    }

    // §8.1: the alphabet of base64url. No dot and no slash, so no other folder.
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex Token();
}
