using System.Globalization;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.Muc;

/// <summary>How much is said in a room (XEP-0502), from the messages that it has at hand anyway.</summary>
internal static class RoomActivity
{
    public const string Field = "{urn:xmpp:muc-activity}message-activity";

    private static readonly TimeSpan s_window = TimeSpan.FromHours(24); // §4: of the last three days at most

    // So that two messages in a second are no flood.
    private static readonly TimeSpan s_least = TimeSpan.FromMinutes(10);

    private static readonly XName s_replace = XName.Get("replace", "urn:xmpp:message-correct:0");

    /// <summary>Messages in an hour; null where it is nobody's business, or not known (§3.1, §9).</summary>
    /// <param name="room">The room; one that keeps nothing knows nothing after a start.</param>
    /// <param name="now">The time.</param>
    /// <param name="maxHistory">Messages at hand at most, whatever the room says.</param>
    public static string? PerHour(RoomState room, DateTimeOffset now, int maxHistory)
    {
        var kept = Math.Min(room.Configuration.HistoryLength, maxHistory);
        if (kept == 0 || room.Configuration is not
            { IsPersistent: true, IsPublic: true, IsMembersOnly: false, Password: "", IsArchived: true })
        {
            return null;
        }
        var since = now - s_window;
        // Of what was before the oldest nothing is known.
        if (room.History.Count >= kept && room.History[0].At > since)
            since = room.History[0].At;
        var said = room.History.Count(entry => entry.At >= since && IsCounted(entry.Message));
        var span = now - since > s_least ? now - since : s_least;
        return (said / span.TotalHours).ToString("0.##", CultureInfo.InvariantCulture);
    }

    // §4: what has a body, and corrects nothing.
    private static bool IsCounted(Message message) => message.Has(XmppNames.Body) && !message.Has(s_replace);
}
