using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>
/// Reads one term: atoms, numbers, lists, tuples, maps, strings, binaries of text and octets. Nothing is computed: there are no
/// variables, functions or process identifiers in what is kept.
/// </summary>
internal ref struct ErlangReader
{
    private const int MaxDepth = 64, MaxTerms = 500_000;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _terms;

    private ErlangReader(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="DataException">It is no such term, or one with more parts or levels than anything that is kept.</exception>
    public static ErlangTerm Read(ReadOnlySpan<char> text)
    {
        var reader = new ErlangReader(text);
        var term = reader.ReadTerm(0);
        reader.SkipSpace();
        return reader._at == text.Length ? term : throw reader.Wrong();
    }

    /// <summary>The same, and null for what cannot be read.</summary>
    public static ErlangTerm? TryRead(string? text)
    {
        try
        {
            return text is null ? null : Read(text);
        }
        catch (DataException)
        {
            return null;
        }
    }

    private ErlangTerm ReadTerm(int depth)
    {
        if (depth > MaxDepth || ++_terms > MaxTerms)
            throw new DataException("a term has too many parts");
        SkipSpace();
        switch (Next)
        {
            case '[':
                return new ErlangTerm.Sequence(ReadItems(']', depth));
            case '{':
                return new ErlangTerm.Tuple(ReadItems('}', depth));
            case '#':
                _at++;
                return ReadMap(depth);
            case '<':
                return new ErlangTerm.Binary(ReadBinary());
            case '"':
                return new ErlangTerm.Binary(ReadQuoted('"'));
            case '\'':
                return new ErlangTerm.Atom(ReadQuoted('\''));
            case '-' or (>= '0' and <= '9'):
                return new ErlangTerm.Number(Take(static c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e' or 'E').ToString());
            case >= 'a' and <= 'z':
                return new ErlangTerm.Atom(Take(static c => char.IsLetterOrDigit(c) || c is '_' or '@').ToString());
            default:
                throw Wrong();
        }
    }

    private List<ErlangTerm> ReadItems(char end, int depth)
    {
        _at++;
        var items = new List<ErlangTerm>();
        if (Skip(end))
            return items;
        do
            items.Add(ReadTerm(depth + 1));
        while (Skip(','));
        return Skip(end) ? items : throw Wrong();
    }

    private ErlangTerm.Sequence ReadMap(int depth)
    {
        if (!Skip('{'))
            throw Wrong();
        var pairs = new List<ErlangTerm>();
        if (Skip('}'))
            return new ErlangTerm.Sequence(pairs);
        do
        {
            var key = ReadTerm(depth + 1);
            if (!Skip('=') || !Skip('>'))
                throw Wrong();
            pairs.Add(new ErlangTerm.Tuple([key, ReadTerm(depth + 1)]));
        }
        while (Skip(','));
        return Skip('}') ? new ErlangTerm.Sequence(pairs) : throw Wrong();
    }

    // Text where all octets are printable in Latin-1, else numbers. The column is UTF-8, so that text is what its octets are there.
    private string? ReadBinary()
    {
        if (!Skip('<') || !Skip('<'))
            throw Wrong();
        var octets = new ArrayBufferWriter<byte>();
        if (!Skip('>'))
        {
            do
                ReadSegment(octets);
            while (Skip(','));
            if (!Skip('>'))
                throw Wrong();
        }
        if (!Skip('>'))
            throw Wrong();
        return Utf8.IsValid(octets.WrittenSpan) ? Encoding.UTF8.GetString(octets.WrittenSpan) : null;
    }

    private void ReadSegment(ArrayBufferWriter<byte> octets)
    {
        SkipSpace();
        if (Next == '"')
        {
            Encoding.UTF8.GetBytes(ReadQuoted('"'), octets);
            if (_text[_at..].StartsWith("/utf8"))
                _at += "/utf8".Length;
        }
        else if (byte.TryParse(Take(char.IsAsciiDigit), NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
        {
            octets.GetSpan(1)[0] = octet;
            octets.Advance(1);
        }
        else
        {
            throw Wrong();
        }
    }

    private string ReadQuoted(char end)
    {
        _at++;
        var text = new StringBuilder();
        while (true)
        {
            var run = _text[_at..].IndexOfAny(end, '\\');
            if (run < 0)
                throw Wrong();
            text.Append(_text.Slice(_at, run));
            _at += run + 1;
            if (_text[_at - 1] == end)
                return text.ToString();
            text.Append(ReadEscape());
        }
    }

    private char ReadEscape()
    {
        var c = Next;
        _at++;
        return c switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            'e' => '\e',
            's' => ' ',
            'd' => '\x7f',
            'x' => ReadHex(),
            >= '0' and <= '7' => ReadOctal(c),
            '"' or '\'' or '\\' => c,
            _ => throw Wrong(),
        };
    }

    private char ReadHex()
    {
        var isLong = Next == '{';
        if (isLong)
            _at++;
        var digits = isLong ? Take(char.IsAsciiHexDigit) : Take(char.IsAsciiHexDigit, 2);
        if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || char.IsSurrogate((char)code) || (isLong && !Skip('}')))
        {
            throw Wrong();
        }
        return (char)code;
    }

    private char ReadOctal(char first)
    {
        var code = first - '0';
        foreach (var digit in Take(static c => c is >= '0' and <= '7', 2))
            code = (code * 8) + digit - '0';
        return (char)code;
    }

    private readonly char Next => _at < _text.Length ? _text[_at] : throw Wrong();

    private ReadOnlySpan<char> Take(Func<char, bool> isPart, int most = int.MaxValue)
    {
        var start = _at;
        while (_at < _text.Length && _at - start < most && isPart(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private bool Skip(char c)
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != c)
            return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\r' or '\t')
            _at++;
    }

    private readonly DataException Wrong() => new($"no term of Erlang's, at character {_at}");
}
