using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Stanzas.Jids;

/// <summary>Domainparts: a domain name, an IPv4 address, or an IPv6 address in brackets (RFC 7622 §3.2).</summary>
/// <remarks>
/// Of the IP-literal rule (RFC 6874) we take IPv6 addresses only. A zone identifier means nothing on another host, and
/// RFC 9844 has withdrawn it; of IPvFuture there is none.
/// </remarks>
internal static class DomainPart
{
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryPrepare(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? prepared)
    {
        if (text is ['[', .. var address, ']'])
            return TryPrepareIPv6(address, out prepared);
        prepared = null;
        // RFC 1034 limits it to less than the 1023 octets in nearly all cases; four labels of rare letters come near.
        if (!DomainName.TryPrepare(text, out var name) || Encoding.UTF8.GetByteCount(name) > PartLimits.MaxOctets)
        {
            return false;
        }
        prepared = name;
        return true;
    }

    // One spelling for one address (RFC 5952 §4), so that it compares as a string.
    private static bool TryPrepareIPv6(ReadOnlySpan<char> address, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (address.ContainsAnyExcept(IPv6Characters)
            || !IPAddress.TryParse(address, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }
        prepared = $"[{parsed}]";
        return true;
    }
}
