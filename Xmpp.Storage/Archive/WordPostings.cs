using System.Buffers.Binary;
using System.Data.Common;

namespace Xmpp.Storage.Archive;

/// <summary>
/// Ids as octets: the first in eight, of each other how far it is from the one before, seven bits an octet. They are times, so
/// one of the same hour takes five octets.
/// </summary>
internal static class WordPostings
{
    /// <param name="ids">In their order, each once; one at least.</param>
    public static byte[] Write(IReadOnlyList<long> ids)
    {
        var octets = new List<byte>(8 + (ids.Count * 5));
        Span<byte> first = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(first, ids[0]);
        octets.AddRange(first);
        for (var i = 1; i < ids.Count; i++)
        {
            var step = (ulong)(ids[i] - ids[i - 1]);
            for (; step >= 0x80; step >>= 7)
                octets.Add((byte)(step | 0x80));
            octets.Add((byte)step);
        }
        return [.. octets];
    }

    public static List<long> Read(DbDataReader row, int column) => Read(row.GetFieldValue<byte[]>(column));

    public static List<long> Read(ReadOnlySpan<byte> octets)
    {
        var ids = new List<long>(1 + ((octets.Length - 8) / 3)) { BinaryPrimitives.ReadInt64BigEndian(octets) };
        var step = 0UL;
        var shift = 0;
        foreach (var octet in octets[8..])
        {
            step |= (ulong)(octet & 0x7F) << shift;
            shift += 7;
            if (octet >= 0x80)
                continue;
            ids.Add(ids[^1] + (long)step);
            (step, shift) = (0, 0);
        }
        return ids;
    }
}
