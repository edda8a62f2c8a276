using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Xmpp.Tests.Observability;

/// <summary>A logger that keeps what it is given.</summary>
internal sealed class LogCapture<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string? Event, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string? Event, string Text)> Lines => [.. _lines];
    public IEnumerable<string?> Events => _lines.Select(line => line.Event);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, eventId.Name, formatter(state, exception)));
}
