namespace Xmpp.Server.Configuration;

/// <summary>Login (RFC 6120 §6).</summary>
[Live]
public sealed record SaslOptions
{
    /// <summary>In the order of preference in which they are offered (RFC 6120 §6.4.1); PLAIN only inside TLS.</summary>
    [AllowedValues("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN")]
    public IReadOnlyList<string> Mechanisms { get; init; } = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"];

    /// <summary>Offer ANONYMOUS (RFC 4505): accounts that live as long as their stream.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Offer the -PLUS forms of SCRAM, bound to TLS (RFC 5802 §6, XEP-0440), on connections by TLS 1.3.</summary>
    [Live(false)]
    public bool ChannelBinding { get; init; } = true;

    /// <summary>PBKDF2 rounds for new passwords; at least 4096 (RFC 7677 §4).</summary>
    [Live(false)]
    [AllowedRange(4096, 10_000_000)]
    public int Iterations { get; init; } = 10_000;

    /// <summary>Failed tries after which a stream is closed; between 2 and 5 (RFC 6120 §6.4.5).</summary>
    [AllowedRange(2, 5)]
    public int AttemptsPerStream { get; init; } = 3;

    /// <summary>Failed tries at one account within <see cref="FailureWindow"/> after which further ones are slowed.</summary>
    [AllowedRange(1, 1_000_000)]
    public int FailuresPerAccount { get; init; } = 10;

    /// <summary>Failed tries from one address (IPv6: /64) within <see cref="FailureWindow"/> after which further ones are slowed.</summary>
    [AllowedRange(1, 1_000_000)]
    public int FailuresPerAddress { get; init; } = 30;

    [Live(false)]
    [AllowedDuration("1s", "1d")]
    public TimeSpan FailureWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Passwords hashed at the same time; 0: half of the processors, at least one (cases ABU-09).</summary>
    [Live(false)]
    [AllowedRange(0, 1024)]
    public int PasswordWorkers { get; init; }

    /// <summary>Passwords that may wait to be hashed; beyond it: temporary-auth-failure.</summary>
    [Live(false)]
    [AllowedRange(1, 100_000)]
    public int PasswordQueue { get; init; } = 256;
}
