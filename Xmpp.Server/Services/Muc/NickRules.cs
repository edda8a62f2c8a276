using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Server.Services.Muc;

/// <summary>Which nicknames there may be, and which are the same (XEP-0045 §17.1, §14.6; cases MUC-06).</summary>
internal static class NickRules
{
    /// <summary>
    /// The form in which nicknames are compared, everywhere: RFC 8266 §2.4, so neither case nor width tells two apart, nor
    /// does a letter of another script that looks the same (<see cref="NickSkeleton"/>).
    /// False for what nobody can see, for what is too long, and for what has spaces that show only as one.
    /// </summary>
    public static bool TryKey(string nick, int maxLength, [NotNullWhen(true)] out string? key)
    {
        key = null;
        return nick.Length <= maxLength && (key = KeyOf(nick)) is { Length: > 0 };
    }

    /// <summary>For a nickname that somebody names: null if nobody can have it.</summary>
    public static string? KeyOf(string nick) => Nickname.TryToComparable(nick, out var key) ? NickSkeleton.Of(key) : null;
}
