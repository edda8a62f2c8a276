using System.Text;

namespace Xmpp.Stanzas.Xml;

/// <summary>Attribute values that stanzas repeat, so that they are not made anew each time.</summary>
internal static class CommonValues
{
    private const int Slots = 256;
    private const int Longest = 16;

    private static readonly (byte[] Utf8, string Text)[] Table = Build(
        "chat", "groupchat", "headline", "normal", "error", "get", "set", "result",
        "unavailable", "subscribe", "subscribed", "unsubscribe", "unsubscribed", "probe",
        "auth", "cancel", "continue", "modify", "wait",
        "submit", "form", "hidden", "text-single", "text-multi", "boolean", "list-single", "jid-single",
        "none", "to", "from", "both", "remove", "member", "owner", "admin", "moderator", "participant", "visitor",
        "outcast", "sha-1", "sha-256", "client", "pc", "phone", "web", "bot", "account", "conference", "pubsub",
        "true", "false", "0", "1", "2", "3", "4", "5", "10", "20", "50", "100", "1.0", "current", "en", "de", "received",
        "PLAIN", "EXTERNAL", "SCRAM-SHA-1", "SCRAM-SHA-256", "id", "jid", "FORM_TYPE");

    /// <param name="value">ASCII that stands for itself.</param>
    public static string Text(ReadOnlySpan<byte> value)
    {
        if (value.Length is > 0 and <= Longest)
        {
            for (var slot = Utf8Hash.Of(value) % Slots; Table[slot].Text is { } text; slot = (slot + 1) % Slots)
            {
                if (value.SequenceEqual(Table[slot].Utf8))
                    return text;
            }
        }
        // Latin-1 is ASCII here, and its decoder the quickest.
        return Encoding.Latin1.GetString(value);
    }

    private static (byte[] Utf8, string Text)[] Build(params ReadOnlySpan<string> values)
    {
        var table = new (byte[] Utf8, string Text)[Slots];
        foreach (var value in values)
        {
            var utf8 = Encoding.ASCII.GetBytes(value);
            var slot = Utf8Hash.Of(utf8) % Slots;
            while (table[slot].Text is not null)
                slot = (slot + 1) % Slots;
            table[slot] = (utf8, value);
        }
        return table;
    }
}
