namespace Xmpp.Server.Observability;

/// <summary>
/// A value of a log line that may have spaces: in the words it stands in quotes then, so that programs that cut a line at
/// spaces find its end; as a field of its own it is as it is.
/// </summary>
internal readonly record struct LogText(string Value)
{
    public override string ToString() => Value.Length > 0 && !Value.AsSpan().ContainsAny(' ', '"', '=')
        ? Value
        : $"\"{Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
