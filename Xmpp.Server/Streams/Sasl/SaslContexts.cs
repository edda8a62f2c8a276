using System.Collections.Concurrent;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>What a login needs, for each host; failed logins are counted for all of them together.</summary>
internal sealed class SaslContexts
{
    private readonly ConcurrentDictionary<string, SaslContext> _contexts = new(StringComparer.Ordinal);
    private readonly Func<string, SaslContext> _make;

    /// <param name="configuration">Mechanisms and limits change with it.</param>
    /// <param name="accounts">Whose passwords are checked.</param>
    /// <param name="saltSecret">For the salts of accounts that do not exist.</param>
    /// <param name="hashing">Where passwords are hashed.</param>
    /// <param name="time">For the throttle.</param>
    public SaslContexts(
        LiveConfiguration configuration, IAccountStore accounts, byte[] saltSecret, PasswordHashing hashing, TimeProvider time)
    {
        var options = configuration.Options;
        var sasl = options.Sasl;
        Options = configuration.Derive(() => new SaslOptions
        {
            Scram = [.. sasl.Mechanisms.Select(HashOf).OfType<ScramHash>()],
            Plain = sasl.Mechanisms.Contains(SaslNames.Plain),
            Anonymous = sasl.Anonymous,
            RequireTls = options.Listeners.Tls == TlsRequirement.Required,
            MaxFailures = sasl.AttemptsPerStream,
            Iterations = sasl.Iterations,
        });
        Throttle = new LoginThrottle(
            configuration.Derive(() => new LoginThrottleOptions
            {
                FreeFailures = sasl.FailuresPerAccount,
                AddressFailures = sasl.FailuresPerAddress,
                AccountDecay = sasl.FailureWindow / sasl.FailuresPerAccount,
                AddressDecay = sasl.FailureWindow / sasl.FailuresPerAddress,
            }),
            time);
        var credentials = new StoredCredentials(accounts);
        _make = host => new SaslContext(
            host, Options, credentials, new UnknownAccounts(saltSecret, Options.Iterations), hashing, Throttle, time);
    }

    /// <summary>The same for all hosts.</summary>
    public SaslOptions Options { get; }

    /// <summary>Slows whoever fails, by whatever door.</summary>
    public LoginThrottle Throttle { get; }

    /// <param name="host">One of ours.</param>
    public SaslContext Of(string host) => _contexts.GetOrAdd(host, _make);

    private static ScramHash? HashOf(string mechanism) => mechanism switch
    {
        SaslNames.ScramSha512 => ScramHash.Sha512,
        SaslNames.ScramSha256 => ScramHash.Sha256,
        SaslNames.ScramSha1 => ScramHash.Sha1,
        _ => null,
    };
}
