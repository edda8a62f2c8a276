namespace Xmpp.Stanzas.Preparation;

/// <summary>Look-ups in the generated tables, which list the code points where something changes.</summary>
internal static class CodePointRanges
{
    /// <summary>A set begins outside; each entry toggles membership.</summary>
    public static bool Contains(ReadOnlySpan<int> changes, int codePoint) => (ChangesUpTo(changes, codePoint) & 1) != 0;

    /// <summary>A map has a value from each start on; the first start is 0.</summary>
    public static byte Value(ReadOnlySpan<int> starts, ReadOnlySpan<byte> values, int codePoint) =>
        values[ChangesUpTo(starts, codePoint) - 1];

    private static int ChangesUpTo(ReadOnlySpan<int> changes, int codePoint)
    {
        var index = changes.BinarySearch(codePoint);
        return index >= 0 ? index + 1 : ~index;
    }
}
