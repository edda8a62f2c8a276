using System.Globalization;
using System.Text;

namespace Xmpp.Server.Data.Prosody;

/// <summary>
/// Reads the part of Lua that Prosody writes data in, and nothing else: <c>return VALUE</c> or <c>item(VALUE)</c> over and over,
/// where a value is a table constructor, a quoted string, a number, true, false or nil. No names, no calls, no operators but the
/// sign of a number; so nothing can be run.
/// </summary>
/// <param name="maxItem">Octets of one item at most.</param>
internal sealed class LuaReader(Stream stream, int maxItem = 16 * 1024 * 1024)
{
    private const int MaxDepth = 200;

    private readonly byte[] _buffer = new byte[16_384];
    private readonly List<byte> _text = [];
    private int _position;
    private int _length;
    private long _left = maxItem;

    /// <summary>The line that was read last, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The value of a file with <c>return VALUE</c>.</summary>
    /// <exception cref="DataException">It is something else.</exception>
    public object? ReadDocument()
    {
        _left = maxItem;
        Expect("return");
        var value = ReadValue(0);
        SkipSpace();
        if (Peek() == ';')
            Next();
        SkipSpace();
        return Peek() < 0 ? value : throw Wrong("something behind the value");
    }

    /// <summary>The values of a file with <c>item(VALUE)</c> over and over.</summary>
    /// <exception cref="DataException">It is something else.</exception>
    public IEnumerable<object> ReadItems()
    {
        while (true)
        {
            _left = maxItem;
            SkipSpace();
            while (Peek() == ';')
            {
                Next();
                SkipSpace();
            }
            if (Peek() < 0)
                yield break;
            Expect("item");
            Take('(');
            var value = ReadValue(0);
            Take(')');
            if (value is not null)
                yield return value;
        }
    }

    private object? ReadValue(int depth)
    {
        SkipSpace();
        var c = Peek();
        return c switch
        {
            '{' => ReadTable(depth),
            '"' or '\'' => ReadText(),
            '-' or '.' or (>= '0' and <= '9') => ReadNumber(),
            '(' => ReadNoNumber(),
            _ when IsLetter(c) => ReadWord() switch
            {
                "true" => true,
                "false" => false,
                "nil" => null,
                var word => throw Wrong($"the word {word}"),
            },
            _ => throw Wrong(c < 0 ? "the end" : $"the character {c}"),
        };
    }

    private LuaTable ReadTable(int depth)
    {
        if (depth >= MaxDepth)
            throw Wrong($"more than {MaxDepth} tables inside of each other");
        Take('{');
        var table = new LuaTable();
        var position = 1;
        while (true)
        {
            SkipSpace();
            if (Peek() == '}')
            {
                Next();
                return table;
            }
            ReadField(table, depth, ref position);
            SkipSpace();
            if (Peek() is ',' or ';')
                Next();
            else if (Peek() != '}')
                throw Wrong("no end of the table");
        }
    }

    private void ReadField(LuaTable table, int depth, ref int position)
    {
        if (Peek() == '[')
        {
            Next();
            var key = ReadValue(depth + 1) ?? throw Wrong("nil as a key");
            Take(']');
            Take('=');
            table.Set(key, ReadValue(depth + 1));
        }
        else if (IsLetter(Peek()))
        {
            var word = ReadWord();
            SkipSpace();
            if (Peek() == '=')
            {
                Next();
                table.Set(new LuaText(word), ReadValue(depth + 1));
                return;
            }
            table.Set((double)position++, word switch
            {
                "true" => true,
                "false" => false,
                "nil" => null,
                _ => throw Wrong($"the word {word}"),
            });
        }
        else
        {
            table.Set((double)position++, ReadValue(depth + 1));
        }
    }

    private LuaText ReadText()
    {
        var quote = Next();
        _text.Clear();
        while (true)
        {
            var c = Next();
            if (c == quote)
                return new LuaText([.. _text]);
            if (c < 0 || c == '\n')
                throw Wrong("no end of the string");
            if (c == '\\')
                ReadEscape();
            else
                _text.Add((byte)c);
        }
    }

    // Lua 5.4 §3.1
    private void ReadEscape()
    {
        var c = Next();
        switch (c)
        {
            case 'n' or '\n': _text.Add((byte)'\n'); break;
            case 'r': _text.Add((byte)'\r'); break;
            case 't': _text.Add((byte)'\t'); break;
            case 'a': _text.Add(7); break;
            case 'b': _text.Add(8); break;
            case 'f': _text.Add(12); break;
            case 'v': _text.Add(11); break;
            case '\\' or '"' or '\'': _text.Add((byte)c); break;
            case 'x': _text.Add((byte)(Hex() * 16 + Hex())); break;
            case 'z':
                while (Peek() is ' ' or '\t' or '\r' or '\n')
                    Next();
                break;
            case >= '0' and <= '9': ReadDecimal(c - '0'); break;
            default: throw Wrong("an unknown escape");
        }
    }

    private void ReadDecimal(int value)
    {
        for (var i = 0; i < 2 && Peek() is >= '0' and <= '9'; i++)
            value = value * 10 + (Next() - '0');
        if (value > 255)
            throw Wrong("an escape above 255");
        _text.Add((byte)value);
    }

    private int Hex() => Next() switch
    {
        >= '0' and <= '9' and var c => c - '0',
        >= 'a' and <= 'f' and var c => c - 'a' + 10,
        >= 'A' and <= 'F' and var c => c - 'A' + 10,
        _ => throw Wrong("an unknown escape"),
    };

    private double ReadNumber()
    {
        var text = new StringBuilder();
        while (Peek() is '-' or '+' or '.' or (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or 'x' or 'X' or 'p' or 'P')
            text.Append((char)Next());
        var number = text.ToString();
        if (number.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(number.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }
        return double.TryParse(
            number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong($"{(number.Length > 40 ? "a long word" : number)}, which is no number");
    }

    // (0/0), which is how a number that is none is written.
    private double ReadNoNumber()
    {
        foreach (var c in "(0/0)")
            Take(c);
        return double.NaN;
    }

    private string ReadWord()
    {
        const int MaxWord = 200;
        var word = new StringBuilder();
        while (IsLetter(Peek()) || Peek() is >= '0' and <= '9')
        {
            word.Append((char)Next());
            if (word.Length > MaxWord)
                throw Wrong("a long word");
        }
        return word.ToString();
    }

    private void Expect(string word)
    {
        SkipSpace();
        if (!IsLetter(Peek()) || ReadWord() != word)
            throw Wrong($"something other than '{word}'");
    }

    private void Take(char c)
    {
        SkipSpace();
        if (Next() != c)
            throw Wrong($"no {c}");
    }

    // White space, and comments to the end of the line.
    private void SkipSpace()
    {
        while (true)
        {
            var c = Peek();
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                Next();
            }
            else if (c == '-' && PeekSecond() == '-')
            {
                while (Peek() >= 0 && Peek() != '\n')
                    Next();
            }
            else
            {
                return;
            }
        }
    }

    private static bool IsLetter(int c) => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private int Peek() => _position < _length || Fill() ? _buffer[_position] : -1;

    private int PeekSecond()
    {
        if (_position + 1 >= _length && Peek() >= 0)
        {
            _buffer[0] = _buffer[_position];
            _position = 0;
            _length = 1 + stream.Read(_buffer, 1, _buffer.Length - 1);
        }
        return _position + 1 < _length ? _buffer[_position + 1] : -1;
    }

    private int Next()
    {
        var c = Peek();
        if (c < 0)
            return c;
        if (--_left < 0)
            throw Wrong($"more than {maxItem} octets in one item");
        _position++;
        if (c == '\n')
            Line++;
        return c;
    }

    private bool Fill()
    {
        _position = 0;
        _length = stream.Read(_buffer, 0, _buffer.Length);
        return _length > 0;
    }

    private DataException Wrong(string what) => new($"line {Line}: {what}, where Prosody's data has none");
}
