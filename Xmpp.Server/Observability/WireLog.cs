using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Observability;

/// <summary>
/// Prints what goes over the wire, in the form of the wire scripts. Off by default; the only place that prints stanzas
/// (cases OPS-09): never SASL or passwords, bodies only where an option says so.
/// </summary>
internal sealed partial class WireLog(LogOptions options, ILoggerFactory loggers)
{
    private const string Redacted = "[redacted]";

    private readonly ILogger _logger = loggers.CreateLogger("Wire");

    public bool IsOn => options.WireLog;

    public void Received(long connectionId, XElement element) => LogReceived(connectionId, Print(element));

    public void Sent(long connectionId, ReadOnlySpan<byte> bytes)
    {
        // A header or an end tag is no element; it holds nothing secret.
        var text = StanzaReader.TryReadElement(bytes, StanzaReaderLimits.BeforeLogin with { MaxBytes = int.MaxValue / 4 }, out var element)
            ? Print(element)
            : Encoding.UTF8.GetString(bytes);
        LogSent(connectionId, text);
    }

    private string Print(XElement element)
    {
        var copy = new XElement(element);
        foreach (var secret in copy.DescendantsAndSelf().Where(IsSecret).ToList())
            secret.Value = Redacted;
        return copy.ToString(SaveOptions.DisableFormatting);
    }

    private bool IsSecret(XElement element) =>
        (element.Name.Namespace == XmppNames.Sasl && element.Name != SaslNames.Mechanism && !element.HasElements && element.Value.Length > 0)
        || element.Name.LocalName is "password" or "old_password" or "handshake" or "initial-response" or "additional-data"
        || (!options.WireLogBodies && element.Name.LocalName is "body" or "subject");

    [LoggerMessage(Level = LogLevel.Information, EventName = "wire-received", Message = "{Connection} -> {Xml}")]
    private partial void LogReceived(long connection, string xml);

    [LoggerMessage(Level = LogLevel.Information, EventName = "wire-sent", Message = "{Connection} <- {Xml}")]
    private partial void LogSent(long connection, string xml);
}
