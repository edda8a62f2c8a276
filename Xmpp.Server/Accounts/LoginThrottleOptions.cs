namespace Xmpp.Server.Accounts;

/// <summary>How failed logins slow the next ones.</summary>
public sealed record LoginThrottleOptions
{
    /// <summary>Failures on one account that cost nothing yet: people mistype.</summary>
    public int FreeFailures { get; init; } = 5;

    /// <summary>The pause after the first failure that counts; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The pause never gets longer: an account is slowed, not locked, or anybody could lock anybody out. Below the
    /// patience of clients, for the owner waits too while somebody guesses.
    /// </summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>One failure is forgotten per this time.</summary>
    public TimeSpan AccountDecay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Failures from one address after which it is refused; many accounts may share an address.</summary>
    public int AddressFailures { get; init; } = 50;

    /// <summary>One failure of an address is forgotten per this time.</summary>
    public TimeSpan AddressDecay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Accounts, and addresses, that are remembered.</summary>
    public int Capacity { get; init; } = 100_000;
}
