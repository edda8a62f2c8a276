using System.Net.Http.Headers;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>The Content-Type of answers (XEP-0124 §7.1).</summary>
internal static class BoshContent
{
    private const string Default = "text/xml; charset=utf-8";

    /// <summary>What the client has asked for, or what is right.</summary>
    public static string TypeFor(string? asked) =>
        asked is { Length: < 100 } && MediaTypeHeaderValue.TryParse(asked, out var type) ? type.ToString() : Default;
}
