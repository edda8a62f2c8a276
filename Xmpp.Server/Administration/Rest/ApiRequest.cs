using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Xmpp.Server.Administration.Rest;

/// <summary>Reads what a request gives: path, query and a JSON object, within limits.</summary>
internal static class ApiRequest
{
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>All of it together, or the answer to what cannot be read.</summary>
    public static async Task<(JsonObject? Arguments, ApiProblem? Problem)> ReadAsync(HttpContext context, int maxBody, CancellationToken ct)
    {
        var (arguments, problem) = await ReadBodyAsync(context, maxBody, ct);
        if (arguments is null)
            return (null, problem);
        foreach (var (name, values) in context.Request.Query)
        {
            if (values.Count != 1 || !arguments.TryAdd(name, JsonValue.Create(values[0])))
                return (null, new ApiProblem(422, "invalid", "A parameter is given twice."));
        }
        foreach (var (name, value) in context.Request.RouteValues)
        {
            // Routing leaves %2F as it is, so that no part of a path can be two.
            var text = ((string?)value)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            if (!arguments.TryAdd(name, JsonValue.Create(text)))
                return (null, new ApiProblem(422, "invalid", "A parameter is given twice."));
        }
        return (arguments, null);
    }

    private static async Task<(JsonObject? Body, ApiProblem? Problem)> ReadBodyAsync(HttpContext context, int maxBody, CancellationToken ct)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBody;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true } || request.ContentLength == 0)
            return ([], null);
        if (!IsJson(request.ContentType))
            return (null, new ApiProblem(415, "not-json", "The body has to be application/json."));
        try
        {
            return await JsonNode.ParseAsync(request.Body, null, s_json, ct) is not JsonObject body
                ? (null, new ApiProblem(400, "not-json", "The body has to be a JSON object."))
                : IsText(body) ? (body, null) : (null, new ApiProblem(400, "not-json", "A text is half a character."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, new ApiProblem(400, "not-json", "The body is no JSON."));
        }
        catch (BadHttpRequestException e)
        {
            return (null, new ApiProblem(e.StatusCode, e.StatusCode == 413 ? "too-large" : "bad-request", "The body cannot be read."));
        }
    }

    // RFC 8259 §8.2: "\ud800" alone is allowed by the grammar and is no text. It is found when it is read, so it is read here.
    private static bool IsText(JsonNode? node)
    {
        try
        {
            return node switch
            {
                JsonObject some => some.All(pair => IsText(pair.Value)),
                JsonArray many => many.All(IsText),
                JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsJson(string? contentType) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType == "application/json" && type.CharSet is null or "utf-8" or "UTF-8";
}
