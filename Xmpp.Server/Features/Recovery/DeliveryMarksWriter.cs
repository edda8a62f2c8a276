using Xmpp.Server.Observability;
using Xmpp.Storage;

namespace Xmpp.Server.Features.Recovery;

/// <summary>Writes the marks of about a second together.</summary>
internal sealed class DeliveryMarksWriter(DeliveryMarks marks, BackgroundWork background)
{
    /// <summary>Called about every second; returns at once.</summary>
    public void Tick() => background.RunAlone("delivery marks", WriteAsync);

    /// <summary>Writes what is noted, for the orderly stop.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        try
        {
            await marks.FlushAsync(ct);
        }
        catch (StorageException)
        {
            // The engine has said so in the log, once for each outage; the marks stay for the next attempt.
        }
    }
}
