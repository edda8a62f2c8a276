namespace Xmpp.Server.Services.Muc;

/// <summary>
/// What a nickname looks like: letters of other scripts that are drawn like Latin ones stand for those. A hand-made part of
/// UTS #39's confusables, for the scripts that people mix up most (Cyrillic, Greek, Armenian) and for a few marks.
/// </summary>
internal static class NickSkeleton
{
    // In lower case, for that is how nicknames are compared. A pair may look alike in capitals only (В and B): then so do the
    // names that are written in them. Pairs: the letter, and the one that it looks like.
    private const string Pairs =
        "аaвbсcԁdеeҽeғfԍgһhнhіiїïјjкkӏlмmоoрpԛqгrѕsтtцuѵvԝwхxуyүyзʒ" // Cyrillic
        + "αaβbγyεeζzηnιiκkμuνvοoρpσoτtυuχxωw" // Greek
        + "աwзʒցgհhոnօoսuսuքpզqյjլl" // Armenian
        + "ıiɑaɡgᴏo"; // Latin's own

    private static readonly Dictionary<char, char> s_looks = Read();

    /// <param name="comparable">As nicknames are compared otherwise.</param>
    public static string Of(string comparable)
    {
        foreach (var letter in comparable)
        {
            if (letter > 0x7f && s_looks.ContainsKey(letter))
                return Replaced(comparable);
        }
        return comparable;
    }

    private static string Replaced(string comparable) => string.Create(comparable.Length, comparable, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = s_looks.GetValueOrDefault(text[i], text[i]);
    });

    private static Dictionary<char, char> Read()
    {
        var looks = new Dictionary<char, char>();
        for (var i = 0; i < Pairs.Length; i += 2)
            looks[Pairs[i]] = Pairs[i + 1];
        return looks;
    }
}
