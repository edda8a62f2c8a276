namespace Xmpp.Server.Configuration;

/// <summary>In-band registration (XEP-0077): closed unless opened.</summary>
[Live]
public sealed record RegistrationOptions
{
    /// <summary>Strangers may create accounts before login (XEP-0077 §3.1).</summary>
    public bool Enabled { get; init; }

    /// <summary>Accounts that one address (IPv6: /64) may create in an hour.</summary>
    [AllowedRange(1, 100_000)]
    public int PerAddressPerHour { get; init; } = 3;

    /// <summary>Accounts that may be created in an hour by all together.</summary>
    [AllowedRange(1, 1_000_000)]
    public int PerHour { get; init; } = 100;

    /// <summary>
    /// Localparts that nobody gets in-band: the mailboxes of RFC 2142 and whoever could be taken for staff (ABU-03).
    /// </summary>
    public IReadOnlyList<string> ReservedNames { get; init; } =
    [
        "abuse", "admin", "administrator", "hostmaster", "info", "noc", "operator", "postmaster", "root", "security",
        "server", "support", "system", "webmaster", "xmpp",
    ];

    /// <summary>Names in-band whose letters are of several alphabets that look alike, as Latin with Cyrillic (ABU-03).</summary>
    public bool MixedScripts { get; init; }

    /// <summary>Nobody gets the name of a deleted account again for so long, but from the operator (OPS-08); zero: at once.</summary>
    [AllowedDuration("0s", "36500d")]
    public TimeSpan DeletedNames { get; init; } = TimeSpan.FromDays(30);

    /// <summary>From which address an account was made is known for so long (ABU-03); zero: it is not noted.</summary>
    [AllowedDuration("0s", "3650d")]
    public TimeSpan KeepAddresses { get; init; } = TimeSpan.FromDays(30);

    /// <summary>An account's owner may change its password (XEP-0077 §3.3).</summary>
    public bool PasswordChange { get; init; } = true;

    /// <summary>An account's owner may delete it (XEP-0077 §3.2).</summary>
    public bool Cancellation { get; init; } = true;
}
