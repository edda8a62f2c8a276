using System.Text;

namespace Xmpp.Server.Accounts;

/// <summary>
/// Names that look like another because their letters are of several alphabets that share shapes: Latin, Greek, Cyrillic,
/// Armenian, Cherokee (RFC 8264 §12.5, RFC 7622 §5; cases ABU-03). Who writes a language writes a name in one of them.
/// </summary>
internal static class MixedScripts
{
    private enum Alphabet { None, Latin, Greek, Cyrillic, Armenian, Cherokee }

    /// <param name="localpart">Prepared.</param>
    public static bool AreIn(string localpart)
    {
        var seen = Alphabet.None;
        foreach (var rune in localpart.EnumerateRunes())
        {
            var alphabet = Of(rune);
            if (alphabet == Alphabet.None)
                continue;
            if (seen != Alphabet.None && seen != alphabet)
                return true;
            seen = alphabet;
        }
        return false;
    }

    // By the blocks of Unicode; what is no letter goes with every alphabet.
    private static Alphabet Of(Rune rune) => !Rune.IsLetter(rune) ? Alphabet.None : rune.Value switch
    {
        <= 0x2AF or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA722 and <= 0xA7FF)
            or (>= 0xAB30 and <= 0xAB64) => Alphabet.Latin,
        (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF) => Alphabet.Greek,
        (>= 0x400 and <= 0x52F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0xA640 and <= 0xA69F) => Alphabet.Cyrillic,
        >= 0x530 and <= 0x58F => Alphabet.Armenian,
        (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF) => Alphabet.Cherokee,
        _ => Alphabet.None,
    };
}
