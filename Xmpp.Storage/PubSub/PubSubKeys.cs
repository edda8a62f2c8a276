using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>Keys of a fixed length for what may be long.</summary>
internal static class PubSubKeys
{
    public static byte[] Of(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static byte[] Of(Jid address) => Of(address.ToString());
}
