using System.Security.Cryptography;
using Xmpp.Server.Accounts;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>What the mechanisms of one virtual host share.</summary>
public sealed class SaslContext(
    string host,
    SaslOptions options,
    ISaslCredentials credentials,
    UnknownAccounts unknown,
    PasswordHashing hashing,
    LoginThrottle throttle,
    TimeProvider time)
{
    /// <summary>Octets of randomness in a server nonce (cases AUTH-08: at least 18).</summary>
    private const int NonceBytes = 24;

    public string Host => host;
    public SaslOptions Options => options;
    public UnknownAccounts Unknown => unknown;
    public PasswordHashing Hashing => hashing;
    public LoginThrottle Throttle => throttle;
    public ISaslCredentials Credentials => credentials;

    /// <summary>RFC 5802 §5.1: printable, without comma, new each time. Tests fix it to follow an example.</summary>
    internal Func<string> MakeNonce { get; init; } =
        () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>
    /// Finds the account after the pause that its failed logins have earned: the pause comes before the answer, so a
    /// guesser cannot tell a right password by its speed, and before any work. The attempt is under way from here on.
    /// </summary>
    /// <exception cref="TimeoutException">The store takes too long.</exception>
    /// <exception cref="Xmpp.Storage.StorageException">The store cannot be reached.</exception>
    public async ValueTask<Account?> FindAsync(Jid account, CancellationToken ct)
    {
        var pause = throttle.Begin(account);
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, time, ct);
        var found = credentials.FindAsync(account, ct);
        // A store that is slow is as good as one that is down (cases AUTH-12).
        return found.IsCompletedSuccessfully
            ? await found
            : await found.AsTask().WaitAsync(options.CredentialTimeout, time, ct);
    }
}
