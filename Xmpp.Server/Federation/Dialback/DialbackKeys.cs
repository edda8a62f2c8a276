using System.Security.Cryptography;
using System.Text;

namespace Xmpp.Server.Federation.Dialback;

/// <summary>Makes and checks dialback keys (XEP-0185 §2). A key is good for one pair on one stream and nothing else.</summary>
/// <param name="secret">Known to this server only (or to all nodes that answer for its domains).</param>
internal sealed class DialbackKeys(ReadOnlySpan<byte> secret)
{
    private readonly byte[] _key = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(secret)));

    /// <param name="receiving">The domain that is asked to accept stanzas.</param>
    /// <param name="originating">The domain that wants to send them.</param>
    /// <param name="streamId">The id that the receiving server gave the stream.</param>
    public string Make(string receiving, string originating, string streamId) => Convert.ToHexStringLower(
        // §2 note 5 and CVE-2016-0756: separated, so that no other triple has the same text.
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{receiving} {originating} {streamId}")));

    /// <summary>Takes the same time wherever the difference is (cases SECURITY §5).</summary>
    public bool IsGood(string key, string receiving, string originating, string streamId) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Make(receiving, originating, streamId)));
}
