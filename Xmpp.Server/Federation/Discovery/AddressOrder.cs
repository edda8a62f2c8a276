using System.Net;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>RFC 8305 §4: addresses of both families in turn, so that a dead family costs one attempt and not all.</summary>
internal static class AddressOrder
{
    /// <summary>IPv6 first, in the order of the answers.</summary>
    public static IEnumerable<IPAddress> Interleave(IReadOnlyList<IPAddress> six, IReadOnlyList<IPAddress> four)
    {
        for (var i = 0; i < Math.Max(six.Count, four.Count); i++)
        {
            if (i < six.Count)
                yield return six[i];
            if (i < four.Count)
                yield return four[i];
        }
    }
}
