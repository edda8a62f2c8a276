using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.Muc;

/// <summary>What every room uses.</summary>
internal sealed class RoomTools
{
    public required RoomKeeping Keeping { get; init; }
    public required RoomDelivery Delivery { get; init; }
    public required RoomAbsentees Absentees { get; init; }
    public required RoomMetrics Metrics { get; init; }
    public required TimeProvider Time { get; init; }

    /// <summary>Logs a failure, and says what the sender is told.</summary>
    public required Func<Exception, StanzaKind, StanzaError> OnException { get; init; }

    public required CancellationToken Stopping { get; init; }

    /// <summary>Told of a room that has left the memory.</summary>
    public Action<Room> Closed { get; set; } = static _ => { };
}
