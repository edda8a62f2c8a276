using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Configuration;

/// <summary>A domain, or <c>*.domain</c> for every domain below it (not that one itself).</summary>
internal static class DomainPattern
{
    private const string Below = "*.";

    /// <summary>Prepares the domain of a pattern (RFC 7622 §3.2), so that it can be compared.</summary>
    public static bool TryPrepare(string text, [NotNullWhen(true)] out string? pattern)
    {
        pattern = null;
        var isBelow = text.StartsWith(Below, StringComparison.Ordinal);
        if (!Jid.TryCreate(null, isBelow ? text[Below.Length..] : text, null, out var jid))
            return false;
        pattern = isBelow ? Below + jid.Domain : jid.Domain;
        return true;
    }

    /// <param name="pattern">Prepared.</param>
    /// <param name="domain">A prepared domainpart.</param>
    public static bool Matches(string pattern, string domain) => pattern.StartsWith(Below, StringComparison.Ordinal)
        ? domain.Length >= pattern.Length && domain.AsSpan().EndsWith(pattern.AsSpan(1), StringComparison.Ordinal)
        : domain == pattern;
}
