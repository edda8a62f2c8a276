using System.Buffers;
using System.Net;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Server.Federation.Identity;

/// <summary>RFC 9525 §6.3 to §6.5 and RFC 6120 §13.7.2.1: does a presented name stand for this domain?</summary>
internal static class NameMatch
{
    private const string SrvService = "_xmpp-server."; // RFC 6120 §13.7.1.2.1
    private const string Wildcard = "*.";
    private static readonly SearchValues<char> Ldh =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>The presented name that matches, for the log; null if none does.</summary>
    /// <param name="domain">The domainpart, prepared.</param>
    /// <param name="onlyDns">No names but DNS-IDs count.</param>
    public static string? Find(PresentedNames names, string domain, bool onlyDns = false)
    {
        if (Address(domain) is { } address)
            return names.Addresses.FirstOrDefault(presented => presented.Equals(address))?.ToString();
        // RFC 9525 §6.3: U-labels become A-labels, and those are compared as ASCII without case.
        var reference = DomainName.ToALabels(domain);
        var dns = names.Dns.FirstOrDefault(presented => IsDnsId(presented, reference));
        if (dns is not null || onlyDns)
            return dns;
        return names.Srv.FirstOrDefault(presented => IsSrvId(presented, reference))
            ?? names.Xmpp.FirstOrDefault(presented => IsXmppAddr(presented, domain));
    }

    /// <summary>A DNS-ID, compared label by label; a wildcard is the whole of the left-most label and stands for one.</summary>
    /// <param name="reference">A-labels, lower case.</param>
    internal static bool IsDnsId(ReadOnlySpan<char> presented, ReadOnlySpan<char> reference)
    {
        if (!presented.StartsWith(Wildcard, StringComparison.Ordinal))
            return IsName(presented) && presented.Equals(reference, StringComparison.OrdinalIgnoreCase);
        var parent = presented[Wildcard.Length..];
        var dot = reference.IndexOf('.');
        // RFC 9525 §7.1 leaves open how far a wildcard reaches. One for a whole top level domain is nobody's.
        return IsName(parent) && parent.Contains('.')
            && dot > 0 && parent.Equals(reference[(dot + 1)..], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>RFC 9525 §6.5: service and domain of one and the same SRV-ID.</summary>
    internal static bool IsSrvId(ReadOnlySpan<char> presented, ReadOnlySpan<char> reference) =>
        presented.StartsWith(SrvService, StringComparison.OrdinalIgnoreCase)
        && IsDnsId(presented[SrvService.Length..], reference);

    // RFC 6120 §13.7.1.2: a server's address is a domainpart. A user's certificate has one, too, and is no server's.
    internal static bool IsXmppAddr(string presented, string domain) =>
        Jid.TryParse(presented, out var jid) && jid is { Local: null, Resource: null } && jid.Domain == domain;

    // Empty labels, NULs, spaces, wildcards elsewhere: no name, and it must be ignored (RFC 9525 §6.3).
    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var label in name.Split('.'))
        {
            var text = name[label];
            if (text.IsEmpty || text.ContainsAnyExcept(Ldh))
                return false;
        }
        return true;
    }

    private static IPAddress? Address(string domain) =>
        IPAddress.TryParse(domain is ['[', .. var inner, ']'] ? inner : domain, out var address) ? address : null;
}
