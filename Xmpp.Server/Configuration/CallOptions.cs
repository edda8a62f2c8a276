namespace Xmpp.Server.Configuration;

/// <summary>Servers that help clients to call each other (XEP-0215).</summary>
public sealed record CallOptions
{
    /// <summary>What TURN servers share with us, unless one has a secret of its own: coturn's static-auth-secret.</summary>
    [Secret, Live]
    public string? Secret { get; init; }

    /// <summary>Credentials are good for so long.</summary>
    [AllowedDuration("1m", "30d"), Live]
    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(6);

    /// <summary>None: the feature is not there.</summary>
    public IReadOnlyList<CallServiceOptions> Services { get; init; } = [];

    // A record prints its members (OPS-09).
    public override string ToString() => nameof(CallOptions);
}
