using System.Collections.Immutable;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>One stanza of a room, for one or for many.</summary>
/// <param name="Stanza">Without 'to'.</param>
/// <param name="To">Who gets it.</param>
internal readonly record struct RoomSend(Stanza Stanza, ImmutableArray<Jid> To)
{
    public RoomSend(Stanza stanza, Jid to)
        : this(stanza, [to])
    {
    }

    /// <summary>A message to all: it gets the room's id before it goes out, and is kept if it is worth it.</summary>
    public bool IsForAll { get; init; }
}
