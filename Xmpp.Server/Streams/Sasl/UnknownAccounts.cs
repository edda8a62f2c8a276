using System.Text;
using Xmpp.Server.Accounts;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>
/// Makes up credentials for names that nobody has, so that an attempt for one looks and costs like any other
/// (RFC 6120 §6.5.10, cases AUTH-06).
/// </summary>
/// <param name="secret">
/// Kept by the server from start to start: a salt that changes between two asks tells that the account does not exist.
/// </param>
/// <param name="iterations">What new accounts get.</param>
public sealed class UnknownAccounts(byte[] secret, int iterations)
{
    /// <summary>The same salt for the same name; keys that no password opens.</summary>
    public ScramCredential For(Jid account, ScramHash hash)
    {
        var name = $"{(int)hash}\0{account.Bare}";
        var salt = Expand("salt", name, ScramHash.Sha256).AsSpan(0, ScramKeys.SaltLength).ToArray();
        return new ScramCredential(hash, iterations, salt, Expand("stored", name, hash), Expand("server", name, hash));
    }

    private byte[] Expand(string purpose, string name, ScramHash hash) =>
        ScramKeys.Hmac(hash, secret, Encoding.UTF8.GetBytes($"{purpose}\0{name}"));
}
