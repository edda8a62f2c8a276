using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// XEP-0421 §4.1: the same for an account in a room at all times, another one in every room, and nothing can be told from
/// it without the key.
/// </summary>
internal sealed class OccupantIds(byte[] key)
{
    private const int Octets = 20;

    // No address has a NUL, so it cannot be moved from one part to the other.
    public string Of(Jid room, Jid account) => Convert.ToHexStringLower(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{room.Bare}\0{account.Bare}")).AsSpan(0, Octets));
}
