using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Hats of a room (XEP-0317): which there are, who wears them, how they are shown.</summary>
internal static class RoomHats
{
    /// <summary>What goes with the presence of an account's occupants (§3.1); null for who wears none.</summary>
    public static XElement? Of(RoomState room, Jid account)
    {
        if (!room.Wearers.TryGetValue(account, out var worn))
            return null;
        var hats = new XElement(HatNames.Hats);
        foreach (var uri in worn)
        {
            if (Find(room, uri) is { } hat)
                hats.Add(ToElement(hat));
        }
        return hats;
    }

    /// <summary>§2: changes with the list, so that who has an old one notices; null without hats.</summary>
    public static string? Hash(RoomState room)
    {
        if (room.Hats.IsEmpty)
            return null;
        var text = new StringBuilder();
        foreach (var hat in room.Hats.OrderBy(hat => hat.Uri, StringComparer.Ordinal))
            text.Append(hat.Uri).Append('\n').Append(hat.Title).Append('\n').Append(hat.Hue).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static RoomHat? Find(RoomState room, string uri) => room.Hats.Find(hat => hat.Uri == uri);

    /// <summary>With a hat that is new, or in the place of the one with its URI.</summary>
    public static RoomState With(RoomState room, RoomHat hat)
    {
        var at = room.Hats.FindIndex(known => known.Uri == hat.Uri);
        return room with { Hats = at < 0 ? room.Hats.Add(hat) : room.Hats.SetItem(at, hat) };
    }

    /// <summary>§3.3: without the hat; nobody wears it any more.</summary>
    public static RoomState Without(RoomState room, string uri)
    {
        var after = room with { Hats = room.Hats.RemoveAll(hat => hat.Uri == uri) };
        return WearersOf(room, uri).Aggregate(after, (state, account) => TakeOff(state, account, uri));
    }

    public static RoomState PutOn(RoomState room, Jid account, string uri)
    {
        var worn = room.Wearers.GetValueOrDefault(account, []);
        return worn.Contains(uri) ? room : room with { Wearers = room.Wearers.SetItem(account, worn.Add(uri)) };
    }

    public static RoomState TakeOff(RoomState room, Jid account, string uri)
    {
        if (!room.Wearers.TryGetValue(account, out var worn) || !worn.Contains(uri))
            return room;
        var left = worn.Remove(uri);
        return room with { Wearers = left.IsEmpty ? room.Wearers.Remove(account) : room.Wearers.SetItem(account, left) };
    }

    public static IReadOnlyList<Jid> WearersOf(RoomState room, string uri) =>
        [.. room.Wearers.Where(wearer => wearer.Value.Contains(uri)).Select(wearer => wearer.Key)];

    private static XElement ToElement(RoomHat hat) => new(
        HatNames.Hat,
        new XAttribute("title", hat.Title),
        new XAttribute("uri", hat.Uri),
        hat.Hue is null ? null : new XAttribute("hue", hat.Hue));
}
