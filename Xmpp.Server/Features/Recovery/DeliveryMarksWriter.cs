using Xmpp.Server.Observability;
using Xmpp.Storage;

namespace Xmpp.Server.Features.Recovery;

/// <summary>Writes the marks of about a second together.</summary>
internal sealed class DeliveryMarksWriter(DeliveryMarks marks, BackgroundWork background)
{
    private int _isWriting;

    /// <summary>Called about every second; returns at once.</summary>
    public void Tick()
    {
        if (Interlocked.Exchange(ref _isWriting, 1) == 0)
            background.Run("delivery marks", WriteOnceAsync);
    }

    /// <summary>For the orderly stop.</summary>
    public Task WriteLastAsync(CancellationToken ct) => GuardAsync(marks.FlushAsync(ct));

    private async Task WriteOnceAsync(CancellationToken ct)
    {
        try
        {
            await GuardAsync(marks.FlushAsync(ct));
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    private static async Task GuardAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (StorageException)
        {
            // The engine has said so in the log, once for each outage; the marks stay for the next attempt.
        }
    }
}
