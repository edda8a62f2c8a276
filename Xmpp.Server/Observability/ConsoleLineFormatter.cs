using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Xmpp.Server.Observability;

/// <summary>One line per event: time, level, part of the server, message. Nothing in it can begin another line (cases OPS-09).</summary>
internal sealed class ConsoleLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "xmpp-console";

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
        textWriter.Write(' ');
        textWriter.Write(LogFields.Level(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(LogFields.Part(logEntry.Category));
        textWriter.Write(": ");
        textWriter.Write(Printable.Escape(logEntry.Formatter(logEntry.State, null)));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" exception=");
            textWriter.Write(Printable.Escape(exception.ToString()));
        }
        textWriter.Write('\n');
    }
}
