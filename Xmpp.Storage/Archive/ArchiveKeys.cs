using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>Numbers that stand for long texts in an index; who finds one compares the text, too.</summary>
public static class ArchiveKeys
{
    public static long OfJid(Jid bareJid) => Hash(bareJid.ToString());

    /// <summary>Of a stanza's 'id'; 0 stands for none.</summary>
    public static long OfMessageId(string? id)
    {
        if (string.IsNullOrEmpty(id))
            return 0;
        var key = Hash(id);
        return key == 0 ? 1 : key;
    }

    private static long Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        const int Enough = 512;
        Span<byte> utf8 = stackalloc byte[Enough];
        SHA256.HashData(
            Encoding.UTF8.TryGetBytes(text, utf8, out var length) ? utf8[..length] : Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
