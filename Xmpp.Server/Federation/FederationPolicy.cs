using Xmpp.Server.Configuration;

namespace Xmpp.Server.Federation;

/// <summary>With whom we talk, and what they have to prove. Changes hold for new streams at once (cases S2S-05).</summary>
internal sealed class FederationPolicy(FederationOptions options)
{
    private volatile IReadOnlyList<string> _blocked = [];

    /// <summary>Patterns that were blocked while the server runs.</summary>
    public IReadOnlyList<string> Blocked
    {
        get => _blocked;
        set => _blocked = value;
    }

    public bool RequiresTls => options.Tls == TlsRequirement.Required;

    /// <summary>How a domain has to prove its name; none for one that we do not talk to.</summary>
    /// <param name="domain">A prepared domainpart.</param>
    public FederationTrust TrustOf(string domain)
    {
        if (options.Block.Any(pattern => DomainPattern.Matches(pattern, domain))
            || Blocked.Any(pattern => DomainPattern.Matches(pattern, domain))
            || (options.Allow.Count > 0 && !options.Allow.Any(pattern => DomainPattern.Matches(pattern, domain))))
        {
            return FederationTrust.None;
        }
        return options.Domains.FirstOrDefault(d => d.Trust is not null && DomainPattern.Matches(d.Name, domain))?.Trust
            ?? options.Trust;
    }

    public bool IsAllowed(string domain) => TrustOf(domain) != FederationTrust.None;
}
