using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Services.Muc;

/// <summary>The messages that who enters is sent (XEP-0045 §7.2.13, §7.2.14; cases MUC-03).</summary>
internal static class RoomHistory
{
    /// <summary>With a message that went to all; no more than the room and the server keep.</summary>
    public static RoomState With(RoomState room, HistoryEntry entry, RoomOptions options)
    {
        var keep = Math.Min(room.Configuration.HistoryLength, options.MaxHistory);
        var history = room.History.Add(entry);
        if (history.Count > keep)
            history = history.RemoveRange(0, history.Count - keep);
        return room with { History = Within(history, options.MaxHistoryBytes) };
    }

    /// <summary>
    /// The newest that fit: all of them go to who enters before he has read one, so many large ones would end his stream.
    /// </summary>
    public static ImmutableList<HistoryEntry> Within(ImmutableList<HistoryEntry> history, int maxBytes)
    {
        var first = history.Count;
        for (long left = maxBytes; first > 0 && (left -= history[first - 1].Message.Size) >= 0; first--)
        {
        }
        return first == 0 ? history : history.RemoveRange(0, first);
    }

    /// <summary>§7.2.14: the least that satisfies all that the client asks for, and what the room allows.</summary>
    /// <param name="wish">The client's element, or null.</param>
    public static void Replay(List<RoomSend> sends, RoomState room, XElement? wish, Jid device, RoomSurroundings at)
    {
        var count = Math.Min(room.Configuration.HistoryLength, at.Options.MaxHistory);
        var chars = long.MaxValue;
        var since = DateTimeOffset.MinValue;
        // What cannot be read is as if it were not there: a client's slip is no reason to keep him out.
        if (Number(wish, "maxstanzas") is { } stanzas)
            count = (int)Math.Min(count, stanzas);
        if (Number(wish, "maxchars") is { } max)
            chars = max;
        if (Number(wish, "seconds") is { } seconds && seconds < TimeSpan.MaxValue.TotalSeconds / 2)
            since = seconds < (at.Now - DateTimeOffset.UnixEpoch).TotalSeconds ? at.Now.AddSeconds(-seconds) : since;
        if (XmppDateTime.TryParse((string?)wish?.Attribute("since"), out var from) && from > since)
            since = from;
        var first = room.History.Count;
        var stamped = new Stack<Message>();
        while (first > 0 && stamped.Count < count)
        {
            var entry = room.History[--first];
            if (entry.At < since)
                break;
            // §7.2.13: the room itself says when; a delay that came with the message is that of somebody else.
            var message = (Message)entry.Message.WithChild(Delay.ToElement(entry.At, room.Jid));
            if (chars != long.MaxValue && (chars -= CharactersOf(message, device)) < 0)
                break;
            stamped.Push(message);
        }
        foreach (var message in stamped)
            sends.Add(new RoomSend(message, device));
    }

    // §7.2.14: those of the complete stanza.
    private static int CharactersOf(Message message, Jid device) =>
        System.Text.Encoding.UTF8.GetCharCount(StanzaWriter.ToBytes(message.WithTo(device)));

    private static long? Number(XElement? wish, string name) =>
        long.TryParse((string?)wish?.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
