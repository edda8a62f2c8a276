namespace Xmpp.Server.Configuration;

/// <summary>XEP-0050: how executions of commands wait for their forms.</summary>
public sealed record CommandOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Executions of one account that wait for a form; beyond, its oldest one ends.</summary>
    [AllowedRange(1, 1000)]
    public int SessionsPerAccount { get; init; } = 10;

    /// <summary>Executions of everybody that wait for a form; beyond, none can begin.</summary>
    [AllowedRange(1, 1_000_000)]
    public int Sessions { get; init; } = 10_000;

    /// <summary>A form that is not submitted in so long is given up.</summary>
    [AllowedDuration("10s", "1d")]
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
