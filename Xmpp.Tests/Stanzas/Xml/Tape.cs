namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>Decisions read from random bytes, so that a failing case shrinks with them; zeros when they run out.</summary>
internal sealed class Tape(byte[] bytes)
{
    private int _at;

    /// <summary>A number from 0 to <paramref name="count"/> - 1.</summary>
    public int Next(int count)
    {
        var value = 0;
        for (var range = 1; range < count; range <<= 8)
            value = (value << 8) | (_at < bytes.Length ? bytes[_at++] : 0);
        return value % count;
    }

    public bool OneIn(int count) => Next(count) == count - 1;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];
}
