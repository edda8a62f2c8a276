using System.Text.Json.Nodes;

namespace Xmpp.Server.Administration;

/// <summary>What became of an operation, and what it has to show.</summary>
/// <param name="Code">A word for programs, such as <c>bad-password</c>; null when it is done.</param>
/// <param name="Detail">A sentence for people.</param>
internal sealed record OperationResult(
    OperationOutcome Outcome, JsonNode? Body = null, string? Code = null, string? Detail = null)
{
    public static readonly OperationResult Done = new(OperationOutcome.Done);

    public static readonly OperationResult Forbidden =
        new(OperationOutcome.Forbidden, null, "forbidden", "You may not do that.");

    public bool IsDone => Outcome == OperationOutcome.Done;

    public static OperationResult Of(JsonNode body) => new(OperationOutcome.Done, body);

    public static OperationResult NotFound(string detail) => new(OperationOutcome.NotFound, null, "not-found", detail);

    public static OperationResult Conflict(string code, string detail) => new(OperationOutcome.Conflict, null, code, detail);

    public static OperationResult Invalid(string code, string detail) => new(OperationOutcome.Invalid, null, code, detail);

    public static OperationResult Unsupported(string detail) => new(OperationOutcome.Unsupported, null, "unsupported", detail);

    /// <summary>A page: <c>items</c>, and <c>next</c>, which is null on the last one.</summary>
    public static OperationResult Page(IEnumerable<JsonNode> items, string? next) =>
        Of(new JsonObject { ["items"] = new JsonArray([.. items]), ["next"] = next });
}
