using Xmpp.Server.Observability;
using Xmpp.Storage;
using Xmpp.Storage.LastActivity;

namespace Xmpp.Server.Features.LastActivity;

/// <summary>
/// Writes the logouts of about a second together: a commit for each would be a twentieth of what a login costs, for a
/// time that nobody was promised. A crash makes the last second's accounts seem gone a session earlier.
/// </summary>
internal sealed class LastActivityWriter(ILastActivityStore store, BackgroundWork background)
{
    /// <summary>Called about every second; returns at once.</summary>
    public void Tick() => background.RunAlone("last activity", WriteAsync); // while the database is away, one attempt at a time

    /// <summary>Writes what is noted, for the orderly stop.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        try
        {
            await store.FlushAsync(ct);
        }
        catch (StorageException)
        {
            // The engine has said so in the log, once for each outage; the notes stay for the next attempt.
        }
    }
}
