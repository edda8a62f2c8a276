using System.Text;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Names of files and folders: what is no letter or digit stands as <c>%xx</c>.</summary>
internal static class ProsodyNames
{
    public static string Encode(string name)
    {
        var text = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)octet))
                text.Append((char)octet);
            else
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{octet:x2}");
        }
        return text.ToString();
    }

    public static string Decode(string name) => Uri.UnescapeDataString(name);
}
