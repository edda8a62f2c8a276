using System.Buffers;
using System.Buffers.Binary;

namespace Xmpp.Stanzas.Xml;

/// <summary>The names of the elements that are open, as they were written: XML 1.0 §3 [WFC: Element Type Match].</summary>
internal struct OpenNames
{
    private byte[]? _bytes;
    private int _count;

    /// <summary>The name of the innermost open element.</summary>
    public readonly ReadOnlySpan<byte> Innermost
    {
        get
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_count - 4));
            return _bytes.AsSpan(_count - 4 - length, length);
        }
    }

    public void Push(ReadOnlySpan<byte> name)
    {
        var needed = _count + name.Length + 4;
        if (_bytes is null || _bytes.Length < needed)
        {
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _count));
            if (_bytes is not null)
            {
                _bytes.AsSpan(0, _count).CopyTo(grown);
                ArrayPool<byte>.Shared.Return(_bytes);
            }
            _bytes = grown;
        }
        name.CopyTo(_bytes.AsSpan(_count));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(needed - 4), name.Length);
        _count = needed;
    }

    public void Pop() => _count -= Innermost.Length + 4;

    /// <summary>Gives the array back.</summary>
    public void Release()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        this = default;
    }
}
