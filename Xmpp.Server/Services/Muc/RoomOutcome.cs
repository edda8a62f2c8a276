using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.Muc;

/// <summary>What a request makes of a room. What has to be stored is the difference between the two states.</summary>
/// <param name="State">The room afterwards.</param>
/// <param name="Sends">What goes out, in this order, once that is stored.</param>
/// <param name="Error">What the sender is told instead; then the state is as before.</param>
internal readonly record struct RoomOutcome(RoomState State, IReadOnlyList<RoomSend> Sends, StanzaError? Error)
{
    public static RoomOutcome Unchanged(RoomState state) => new(state, [], null);

    public static RoomOutcome Refused(RoomState state, StanzaError error) => new(state, [], error);

    public static RoomOutcome Done(RoomState state, params IReadOnlyList<RoomSend> sends) => new(state, sends, null);
}
