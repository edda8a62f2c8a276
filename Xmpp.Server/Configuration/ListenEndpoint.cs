using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Xmpp.Server.Configuration;

/// <summary>An address and a port to listen on: <c>127.0.0.1:5222</c>, <c>[::1]:5222</c>, <c>*:5222</c>.</summary>
/// <param name="Address">An IP literal, or <c>*</c> for every address of the machine.</param>
/// <param name="Port">0 takes any free port.</param>
public readonly record struct ListenEndpoint(string Address, int Port)
{
    private const string Every = "*";

    /// <summary>Every address of the machine.</summary>
    public bool IsEvery => Address == Every || IPAddress.Any.Equals(ParsedAddress) || IPAddress.IPv6Any.Equals(ParsedAddress);

    public bool IsLoopback => ParsedAddress is { } address && IPAddress.IsLoopback(address);

    private IPAddress? ParsedAddress => IPAddress.TryParse(Address, out var address) ? address : null;

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public static bool TryParse(string? text, [NotNullWhen(true)] out ListenEndpoint? endpoint)
    {
        endpoint = null;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (text is null || colon <= 0
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }
        var address = text[..colon];
        if (address == Every)
        {
            endpoint = new ListenEndpoint(Every, port);
            return true;
        }
        var bracketed = address.Length > 2 && address[0] == '[' && address[^1] == ']';
        if (!IPAddress.TryParse(bracketed ? address[1..^1] : address, out var ip)
            || bracketed != (ip.AddressFamily == AddressFamily.InterNetworkV6))
        {
            return false;
        }
        endpoint = new ListenEndpoint(ip.ToString(), port);
        return true;
    }

    public override string ToString() =>
        Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    // "*" is one dual-stack socket where the machine has IPv6, and IPv4 alone where it has not.
    private IPAddress ToIPAddress()
    {
        if (Address != Every)
            return IPAddress.Parse(Address);
        return Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
    }
}
