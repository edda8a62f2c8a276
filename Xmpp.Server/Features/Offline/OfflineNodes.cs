using System.Globalization;

namespace Xmpp.Server.Features.Offline;

/// <summary>How a waiting message is named (XEP-0013 §2.3): opaque, in the order of the messages.</summary>
internal static class OfflineNodes
{
    public static string Write(long id) => id.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>False for what names no message.</summary>
    public static bool TryRead(string? node, out long id) =>
        long.TryParse(node, NumberStyles.None, CultureInfo.InvariantCulture, out id) && Write(id) == node;
}
