using System.Buffers.Binary;

namespace Xmpp.Stanzas.Xml;

/// <summary>A quick hash of short UTF-8, for tables of fixed size: a collision costs a miss and nothing else.</summary>
internal static class Utf8Hash
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        const ulong factor = 0x9E3779B97F4A7C15;
        var hash = (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * factor;
            hash ^= hash >> 32;
            bytes = bytes[8..];
        }
        if (bytes.Length >= 4)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes)) * factor;
            hash ^= hash >> 32;
            bytes = bytes[4..];
        }
        foreach (var b in bytes)
            hash = (hash ^ b) * factor;
        return (uint)(hash >> 32);
    }
}
