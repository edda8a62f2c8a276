using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Xmpp.Server.Features.VCards;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>The vCard of a room, which has its avatar (XEP-0486).</summary>
internal static class RoomCard
{
    public static readonly XName Name = XName.Get("vCard", "vcard-temp");

    // Anybody may ask, as often as he likes, and a card is long.
    private static readonly ConditionalWeakTable<byte[], string> s_hashes = [];

    public static RoomOutcome Get(RoomState room, Iq iq, Jid from)
    {
        if (RoomDisco.IsConcealed(room, from))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        var card = room.Card is { } bytes ? StoredElement.Read(bytes) : new XElement(Name);
        return RoomOutcome.Done(room, RoomStanzas.Result(iq, from, card));
    }

    public static RoomOutcome Set(RoomState room, Iq iq, XElement card, Jid from, RoomSurroundings at)
    {
        if (room.AffiliationOf(from) != Affiliation.Owner)
            return RoomOutcome.Refused(room, StanzaError.Forbidden); // §3.2
        var bytes = StoredElement.Write(card);
        if (bytes.Length > at.Options.CardBytes)
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        if (!VCardFeature.TryHashPhoto(card, out _))
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        room = room with { Card = card.HasElements ? bytes : null };
        List<RoomSend> sends = [RoomStanzas.Result(iq, from)];
        if (!room.Occupants.IsEmpty)
        {
            sends.Add(new RoomSend(
                RoomConfigurationChange.Build(room, [MucStatus.ConfigurationChanged]), room.Occupants.Everyone));
        }
        return RoomOutcome.Done(room, sends);
    }

    /// <summary>XEP-0153 §3.1: in hexadecimal; null without a photo.</summary>
    public static string? PhotoHash(RoomState room) =>
        room.Card is { } card && s_hashes.GetValue(card, HashOf) is { Length: > 0 } hash ? hash : null;

    private static string HashOf(byte[] card) =>
        VCardFeature.TryHashPhoto(StoredElement.Read(card), out var hash) ? hash ?? "" : "";
}
