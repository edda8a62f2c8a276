using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Xmpp.Server.Observability;

/// <summary>One JSON object per line: time, level, part, event, message, and each value of the message as a field.</summary>
internal sealed class JsonLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "xmpp-json";

    // The default encoder writes every letter outside ASCII as an escape; a log is read by people, too. It still
    // escapes control characters, and what could turn a line round goes through Printable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
            json.WriteString("level", LogFields.Level(logEntry.LogLevel).TrimEnd());
            json.WriteString("part", LogFields.Part(logEntry.Category));
            if (logEntry.EventId.Name is { } name)
                json.WriteString("event", name);
            json.WriteString("message", Printable.Escape(logEntry.Formatter(logEntry.State, null)));
            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
                WriteFields(json, values);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", Printable.Escape(exception.ToString()));
            json.WriteEndObject();
        }
        textWriter.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        textWriter.Write('\n');
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        foreach (var (key, value) in values)
        {
            if (key == "{OriginalFormat}")
                continue;
            var name = LogFields.Name(key);
            switch (value)
            {
                case null:
                    json.WriteNull(name);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                case int or long:
                    json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                case LogText text:
                    json.WriteString(name, Printable.Escape(text.Value));
                    break;
                default:
                    json.WriteString(
                        name, Printable.Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                    break;
            }
        }
    }
}
