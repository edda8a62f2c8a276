using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Rooms;

/// <summary>Who wears hats in a room (XEP-0317 §3.5).</summary>
/// <param name="Account">The bare JID.</param>
/// <param name="Hats">Their URIs, in the order in which he got them; none: nothing to keep.</param>
public sealed record HatWearer(Jid Account, ImmutableArray<string> Hats);
