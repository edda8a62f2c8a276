namespace Xmpp.Server.Features.Invitations.Page;

/// <summary>Which clients the page names (XEP-0379 §3.3), those for the visitor's own device first.</summary>
internal static class ClientSuggestions
{
    private const string Android = "Android";
    private const string Apple = "iPhone and iPad";
    private const string Mac = "macOS";
    private const string Windows = "Windows";
    private const string Linux = "Linux";

    private static readonly ClientSuggestion[] s_all =
    [
        new(Android, "Conversations", "https://conversations.im/"),
        new(Apple, "Monal", "https://monal-im.org/"),
        new(Apple, "Siskin IM", "https://siskin.im/"),
        new(Mac, "Monal", "https://monal-im.org/"),
        new(Mac, "Gajim", "https://gajim.org/"),
        new(Windows, "Gajim", "https://gajim.org/"),
        new(Linux, "Dino", "https://dino.im/"),
        new(Linux, "Gajim", "https://gajim.org/"),
        new(Linux, "Profanity", "https://profanity-im.github.io/"),
    ];

    /// <summary>By what the browser says of itself; an iPad that calls itself a Mac is taken for one.</summary>
    public static string? PlatformOf(string userAgent) => userAgent switch
    {
        _ when userAgent.Contains("Android", StringComparison.Ordinal) => Android,
        _ when userAgent.Contains("iPhone", StringComparison.Ordinal) || userAgent.Contains("iPad", StringComparison.Ordinal) => Apple,
        _ when userAgent.Contains("Mac OS X", StringComparison.Ordinal) => Mac,
        _ when userAgent.Contains("Windows", StringComparison.Ordinal) => Windows,
        _ when userAgent.Contains("Linux", StringComparison.Ordinal) => Linux,
        _ => null,
    };

    /// <summary>All, by platform.</summary>
    public static IEnumerable<IGrouping<string, ClientSuggestion>> For(string userAgent)
    {
        var own = PlatformOf(userAgent);
        return s_all.GroupBy(client => client.Platform).OrderByDescending(group => group.Key == own);
    }
}
