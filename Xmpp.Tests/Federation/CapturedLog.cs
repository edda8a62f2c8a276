using Microsoft.Extensions.Logging;
using Xmpp.Tests.Observability;

namespace Xmpp.Tests.Federation;

/// <summary>Everything that a server logs, as text.</summary>
internal sealed class CapturedLog : ILoggerFactory
{
    private readonly LogCapture<CapturedLog> _log = new();

    public string Text => string.Join('\n', _log.Lines.Select(line => line.Text));

    public ILogger CreateLogger(string categoryName) => _log;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
