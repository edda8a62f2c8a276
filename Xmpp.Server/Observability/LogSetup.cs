using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Observability;

/// <summary>
/// Builds the loggers. A log line names things as <c>name=value</c>: <c>connection</c>, <c>address</c>, <c>account</c>;
/// in JSON each is a field of its own.
/// </summary>
public static class LogSetup
{
    public static ILoggerFactory Create(LogOptions options, TimeProvider time) =>
        LoggerFactory.Create(builder =>
        {
            builder.Services.AddSingleton(time);
            // Asked at every line: a reload may change it.
            builder.SetMinimumLevel(LogLevel.Trace).AddFilter(level => level >= options.Level);
            // What Kestrel does at its every step is of no use to an operator of this server.
            builder.AddFilter("Microsoft", LogLevel.Warning);
            builder.AddConsole(console =>
            {
                console.FormatterName =
                    options.Format == LogFormat.Json ? JsonLineFormatter.FormatterName : ConsoleLineFormatter.FormatterName;
                // A slow terminal must not stop the server; what was lost is counted in the log itself.
                console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
                console.MaxQueueLength = 10_000;
            });
            builder.AddConsoleFormatter<ConsoleLineFormatter, ConsoleFormatterOptions>();
            builder.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        });
}
