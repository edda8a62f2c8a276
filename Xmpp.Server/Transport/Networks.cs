using System.Net;
using System.Net.Sockets;

namespace Xmpp.Server.Transport;

/// <summary>Whose address it is, for limits: one household has a whole IPv6 /64.</summary>
internal static class Networks
{
    public static IPAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
