using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.Muc;

/// <summary>Something that a room has to do when it is its turn.</summary>
/// <param name="decideAsync">What it makes of the room.</param>
internal sealed class RoomWork(Func<RoomState, CancellationToken, ValueTask<RoomOutcome>> decideAsync, StanzaKind kind)
{
    private readonly TaskCompletionSource<StanzaError?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StanzaKind Kind => kind;

    /// <summary>Completes when it is stored and sent.</summary>
    public Task<StanzaError?> Done => _done.Task;

    public ValueTask<RoomOutcome> DecideAsync(RoomState room, CancellationToken ct) => decideAsync(room, ct);

    public void Complete(StanzaError? error) => _done.TrySetResult(error);

    public void Cancel() => _done.TrySetCanceled();
}
