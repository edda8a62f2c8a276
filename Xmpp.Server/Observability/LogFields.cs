using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Xmpp.Server.Observability;

/// <summary>The words of a log line.</summary>
internal static class LogFields
{
    // Names come from message templates in the code, so there are few.
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    /// <summary>The fixed names that a message's values must not take.</summary>
    private static readonly HashSet<string> Taken = ["time", "level", "part", "event", "message", "exception"];

    public static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    /// <summary>Xmpp.Server.Streams.LoginLog → LoginLog.</summary>
    public static string Part(string category) => category[(category.LastIndexOf('.') + 1)..];

    /// <summary>NotAfter → not_after.</summary>
    public static string Name(string key) => Names.GetOrAdd(key, static key =>
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(key);
        return Taken.Contains(name) ? name + "_value" : name;
    });
}
