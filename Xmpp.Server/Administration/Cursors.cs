using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Administration;

/// <summary>Where a page ended, as it goes out and comes back: nobody is meant to read it.</summary>
internal static class Cursors
{
    public static string Of(ListPosition position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{position.At.ToUnixTimeMilliseconds()} {position.Id} {position.Owner}")));

    /// <summary>False for what is none of ours; none at all is the beginning.</summary>
    public static bool TryRead(string? text, out ListPosition? position)
    {
        position = null;
        if (text is null)
            return true;
        if (!Base64Url.IsValid(text))
            return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 3);
        if (parts.Length != 3 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at)
            || at is < 0 or > 253_402_300_799_999)
        {
            return false;
        }
        Jid? owner = null;
        if (parts[2].Length > 0 && !Jid.TryParse(parts[2], out owner))
            return false;
        position = new ListPosition(DateTimeOffset.FromUnixTimeMilliseconds(at), owner, parts[1]);
        return true;
    }
}
