namespace Xmpp.Server.Configuration;

/// <summary>Invitations to make an account, whether registration is open or not (XEP-0401, XEP-0445, XEP-0379).</summary>
public sealed record InvitationOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Who may invite to make an account. Every account may invite others to become its contact.</summary>
    public InvitationCreators Create { get; init; }

    /// <summary>How long one is good for, unless it says something else.</summary>
    [AllowedDuration("1m", "3650d")]
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Accounts that one invitation may bring.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxUses { get; init; } = 1000;

    /// <summary>Invitations that one account may make in a day.</summary>
    [AllowedRange(1, 100_000)]
    public int PerAccountPerDay { get; init; } = 10;

    /// <summary>Accounts that one address (IPv6: /64) may make by invitations in an hour.</summary>
    [AllowedRange(1, 100_000)]
    public int PerAddressPerHour { get; init; } = 30;

    /// <summary>Tokens that are none, from one address in an hour; then it has to wait.</summary>
    [AllowedRange(1, 100_000)]
    public int WrongPerAddressPerHour { get; init; } = 30;

    /// <summary>Who came by the same invitation earlier and becomes a contact, where it names a contact group.</summary>
    [AllowedRange(0, 1000)]
    public int MaxGroupContacts { get; init; } = 100;
}
