using System.Text.Json.Nodes;

namespace Xmpp.Server.Commands;

/// <summary>What came of an operation that a command has asked for.</summary>
/// <param name="IsDone">It was done.</param>
/// <param name="Code">Why not, a word for programs.</param>
/// <param name="Detail">Why not, for people.</param>
/// <param name="Body">What it has to show; empty for nothing.</param>
internal sealed record OperationReply(bool IsDone, string Code, string Detail, JsonObject Body)
{
    public static OperationReply Read(JsonObject answer) => new(
        answer["done"]?.GetValue<bool>() == true, answer["code"]?.ToString() ?? "",
        answer["detail"]?.ToString() is { Length: > 0 } detail ? detail : "it was not done",
        answer["body"] as JsonObject ?? []);
}
