using System.Net;
using System.Net.Sockets;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Accounts;

/// <summary>
/// Slows guessing across connections: pauses per account, refusal per address (cases AUTH-06). Names that nobody has
/// are counted like the rest, so the pause tells nothing.
/// </summary>
public sealed class LoginThrottle(LoginThrottleOptions options, TimeProvider time)
{
    private readonly DecayingCounters<Jid> _accounts = new(options.Capacity, options.AccountDecay, time);

    // Attempts that have begun and not ended, or the pause would not be there yet for all that begin before the first fails.
    private readonly DecayingCounters<Jid> _underWay = new(options.Capacity, options.AccountDecay, time);
    private readonly DecayingCounters<IPAddress> _addresses = new(options.Capacity, options.AddressDecay, time);

    /// <summary>How long the next attempt for this account has to wait before it is looked at.</summary>
    public TimeSpan PauseFor(Jid account) => PauseAfter(_accounts.Read(account.Bare) + _underWay.Read(account.Bare));

    /// <summary>
    /// The pause of an attempt that begins now. It counts like a failure until it has <see cref="Failed"/>, has
    /// <see cref="Succeeded"/> or is <see cref="Excused"/>; one whose stream is lost before counts until it decays.
    /// </summary>
    public TimeSpan Begin(Jid account) => PauseAfter(_accounts.Read(account.Bare) + _underWay.Add(account.Bare) - 1);

    /// <summary>An attempt has ended of which nothing is to be held against anybody.</summary>
    public void Excused(Jid account) => _underWay.Subtract(account.Bare);

    private TimeSpan PauseAfter(double failures)
    {
        var over = failures - options.FreeFailures;
        if (over <= 0)
            return TimeSpan.Zero;
        // Limited before the power is taken: 2^1000 is no TimeSpan.
        var pause = options.FirstPause * Math.Pow(2, Math.Min(Math.Ceiling(over) - 1, 30));
        return pause < options.MaxPause ? pause : options.MaxPause;
    }

    /// <summary>False if too many logins from there have failed; null for an address that is not known is let pass.</summary>
    public bool Allows(IPAddress? address) =>
        address is null || _addresses.Read(KeyOf(address)) < options.AddressFailures;

    /// <summary>
    /// Counts a failure for which the client is to blame. Not for temporary-auth-failure (cases AUTH-12). The account is
    /// null when the client did not get as far as naming one.
    /// </summary>
    public void Failed(Jid? account, IPAddress? address)
    {
        if (account is not null)
        {
            _underWay.Subtract(account.Bare);
            _accounts.Add(account.Bare);
        }
        if (address is not null)
            _addresses.Add(KeyOf(address));
    }

    /// <summary>
    /// A login forgives the account. Not the address: whoever has one account of his own could else try the passwords
    /// of others for ever.
    /// </summary>
    public void Succeeded(Jid account)
    {
        _underWay.Subtract(account.Bare);
        _accounts.Clear(account.Bare);
    }

    internal int RememberedAccounts => _accounts.Count;
    internal int RememberedAddresses => _addresses.Count;

    // Whoever has an IPv6 address has the 2^64 addresses of its network (RFC 4291 §2.5.4).
    private static IPAddress KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
