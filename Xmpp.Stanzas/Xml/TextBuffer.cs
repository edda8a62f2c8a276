using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Xmpp.Stanzas.Xml;

/// <summary>Collects character data; its array is borrowed from the pool while there is something in it.</summary>
internal struct TextBuffer
{
    private char[]? _chars;
    private int _count;

    // The usual text is one run of ASCII: it becomes a string at once, without the array.
    private string? _whole;

    public readonly bool IsEmpty => _count == 0 && _whole is null;

    public void Append(char character)
    {
        Reserve(1)[0] = character;
        _count++;
    }

    public void Append(Rune character)
    {
        // Reserve may change the count.
        var target = Reserve(2);
        _count += character.EncodeToUtf16(target);
    }

    /// <summary>Takes UTF-8; false when it is not, or when a character is one that XML forbids.</summary>
    /// <param name="utf8">Has no ASCII control characters.</param>
    /// <param name="isFinal">True when a character cannot go on behind the last byte.</param>
    /// <param name="read">Octets taken: all, or all but those of an unfinished last character.</param>
    /// <param name="illegal">True when the encoding is right and a character is not.</param>
    public bool TryAppend(ReadOnlySpan<byte> utf8, bool isFinal, out int read, out bool illegal)
    {
        illegal = false;
        if (isFinal && IsEmpty && Ascii.IsValid(utf8))
        {
            _whole = Encoding.Latin1.GetString(utf8);
            read = utf8.Length;
            return true;
        }
        // One octet never gives more than one UTF-16 unit.
        var target = Reserve(utf8.Length);
        var status = Utf8.ToUtf16(utf8, target, out read, out var written, replaceInvalidSequences: false, isFinal);
        _count += written;
        // What comes first is what is wrong, in one piece as in many.
        illegal = target[..written].IndexOfAny('\uFFFE', '\uFFFF') >= 0;
        return !illegal && status is not OperationStatus.InvalidData && !(isFinal && status is OperationStatus.NeedMoreData);
    }

    /// <summary>The text so far; the buffer is empty afterwards.</summary>
    public string Take()
    {
        var text = _whole ?? new string(_chars.AsSpan(0, _count));
        _whole = null;
        _count = 0;
        return text;
    }

    /// <summary>Gives the array back.</summary>
    public void Release()
    {
        if (_chars is not null)
            ArrayPool<char>.Shared.Return(_chars);
        this = default;
    }

    private Span<char> Reserve(int more)
    {
        if (_whole is { } whole)
        {
            _whole = null;
            whole.CopyTo(Reserve(whole.Length));
            _count = whole.Length;
        }
        if (_chars is null || _chars.Length - _count < more)
        {
            var grown = ArrayPool<char>.Shared.Rent(Math.Max(_count + more, 2 * _count));
            if (_chars is not null)
            {
                _chars.AsSpan(0, _count).CopyTo(grown);
                ArrayPool<char>.Shared.Return(_chars);
            }
            _chars = grown;
        }
        return _chars.AsSpan(_count);
    }
}
