using System.Globalization;
using System.Net;

namespace Xmpp.Server.Certificates;

/// <summary>Host names as TLS and DNS write them.</summary>
internal static class HostNames
{
    private static readonly IdnMapping Idn = new();

    /// <summary>
    /// RFC 6066 §3: SNI carries A-labels; so do certificates (RFC 5280 §7.2). The name is prepared already, so only
    /// the encoding is left to do. A name that has none stays as it is and then equals nothing.
    /// </summary>
    public static string ToAscii(string host)
    {
        var name = host.TrimEnd('.');
        if (System.Text.Ascii.IsValid(name))
            return TrimBrackets(name.ToLowerInvariant());
        try
        {
            return Idn.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    public static IPAddress? ToAddress(string host) =>
        IPAddress.TryParse(TrimBrackets(host), out var address) ? address : null;

    // RFC 7622 §3.2: an IPv6 literal stands in brackets in a JID; in a certificate it does not.
    private static string TrimBrackets(string name) =>
        name.Length > 2 && name[0] == '[' && name[^1] == ']' ? name[1..^1] : name;
}
