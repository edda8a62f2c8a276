using System.CommandLine.Parsing;
using System.Net;

namespace XmppWire;

/// <summary>host:port on the command line.</summary>
internal static class Addresses
{
    public static IPEndPoint? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port != 0)
            return endPoint;
        var colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out var port)
            && Dns.GetHostAddresses(text[..colon]) is [var address, ..])
            return new(address, port);
        result.AddError($"'{text}' is no host:port");
        return null;
    }
}
