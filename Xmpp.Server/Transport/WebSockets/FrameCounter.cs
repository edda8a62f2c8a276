using System.Buffers.Binary;

namespace Xmpp.Server.Transport.WebSockets;

/// <summary>
/// Follows the frames that a client sends (RFC 6455 §5.2), however they come in pieces, and counts of how many a message is
/// made: whoever reads above it sees octets only.
/// </summary>
/// <param name="maxFragments">Frames of one message.</param>
internal struct FrameCounter(int maxFragments)
{
    private const int MaxHead = 14;
    private const byte Final = 0x80;
    private const byte Control = 0x08;

    private readonly byte[] _head = new byte[MaxHead];
    private int _headLength;
    private long _payload;
    private int _fragments;

    /// <summary>False as soon as a message has too many.</summary>
    public bool TryRead(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_payload > 0)
            {
                var skipped = (int)Math.Min(_payload, bytes.Length);
                _payload -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            _head[_headLength++] = bytes[0];
            bytes = bytes[1..];
            if (_headLength == LengthOfHead && !TryEndHead())
                return false;
        }
        return true;
    }

    // Of nonsense the length is that of nonsense, too: the WebSocket ends with it.
    private readonly int LengthOfHead => _headLength < 2 ? 2 : 2
        + ((_head[1] & 0x7f) switch { 126 => 2, 127 => 8, _ => 0 })
        + ((_head[1] & 0x80) != 0 ? 4 : 0);

    private bool TryEndHead()
    {
        _payload = (_head[1] & 0x7f) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2)) & long.MaxValue,
            var length => length,
        };
        _headLength = 0;
        if ((_head[0] & Control) != 0)
            return true; // §5.4: may come between the fragments
        _fragments = (_head[0] & Final) != 0 ? 0 : _fragments + 1;
        return _fragments < maxFragments;
    }
}
