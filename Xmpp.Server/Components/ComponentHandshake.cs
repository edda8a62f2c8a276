using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Components;

/// <summary>How a component proves that it knows the secret (XEP-0114 §3).</summary>
internal static class ComponentHandshake
{
    /// <summary>As it is inside the server, where every stanza is in jabber:client.</summary>
    public static readonly XName Name = XmppNames.Client + "handshake";

    /// <summary>SHA-1 of the stream id and the secret, in lower-case hexadecimal.</summary>
    public static string Digest(string streamId, string secret)
    {
#pragma warning disable CA5350 // the protocol's choice; forging it takes a preimage, not a collision
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(streamId + secret)));
#pragma warning restore CA5350
    }

    /// <summary>Takes the same time wherever the difference is (cases SECURITY).</summary>
    public static bool Matches(string given, string streamId, string secret) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Digest(streamId, secret)));
}
