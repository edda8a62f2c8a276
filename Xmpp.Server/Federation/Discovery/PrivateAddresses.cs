using System.Net;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>
/// Addresses that mean something else, or something of ours, wherever they are used (RFC 6890). Whoever has a domain
/// may write them into DNS, and any account here may then let this server knock on doors of its own network.
/// </summary>
internal static class PrivateAddresses
{
    private static readonly IPNetwork[] s_networks =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/127"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];

    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96"); // RFC 6052 §2.1

    public static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : s_nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
        return s_networks.Any(network => network.Contains(plain));
    }
}
