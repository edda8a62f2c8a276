using System.Security.Cryptography;
using System.Text;
using Xmpp.Server.Accounts;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>RFC 5802 and RFC 7677: SCRAM with any of the hashes, with and without channel binding.</summary>
public sealed class ScramMechanism(ScramHash hash, bool plus, SaslStreamState stream, SaslContext context)
    : ISaslMechanism
{
    // Set by the first message and used by the second.
    private Exchange? _exchange;

    public string Name { get; } = SaslMechanisms.NameOf(hash, plus);
    public string? ClaimedName { get; private set; }

    public ValueTask<SaslStep> NextAsync(byte[]? message, CancellationToken ct)
    {
        // RFC 4422 §5: without an initial response the server asks for it with an empty challenge.
        if (message is null)
            return new(new SaslStep.Challenge([]));
        return _exchange is null ? StartAsync(message, ct) : new(Finish(_exchange, message));
    }

    private async ValueTask<SaslStep> StartAsync(byte[] message, CancellationToken ct)
    {
        if (ScramClientFirst.Read(message, out var first) is { } failure)
            return failure;
        if (first is null)
            return SaslFailure.MalformedRequest;
        ClaimedName = first.UserName;
        if (!TryBind(first, out var binding)
            || !SaslAuthorization.TryGetAccount(first.UserName, context.Host, out var jid))
        {
            return SaslFailure.NotAuthorized;
        }
        if (!SaslAuthorization.MayAct(jid, first.Authzid))
            return SaslFailure.InvalidAuthzid;

        var account = await context.FindAsync(jid, ct);
        // One path for all: who does not exist, or has no keys for this hash, gets made-up ones that nothing opens,
        // and the exchange goes on to its end (cases AUTH-06).
        var credential = account?.Find(hash) ?? context.Unknown.For(jid, hash);
        var nonce = first.Nonce + context.MakeNonce();
        var serverFirst = $"r={nonce},s={Convert.ToBase64String(credential.Salt)},i={credential.Iterations}";
        _exchange = new Exchange(account, credential, nonce, binding, $"{first.Bare},{serverFirst},");
        return new SaslStep.Challenge(Encoding.UTF8.GetBytes(serverFirst));
    }

    private static SaslStep Finish(Exchange exchange, byte[] message)
    {
        if (ScramClientFinal.Read(message, out var final) is { } failure)
            return failure;
        if (final is null)
            return SaslFailure.MalformedRequest;
        var authMessage = Encoding.UTF8.GetBytes(exchange.AuthMessageStart + final.WithoutProof);
        // No early exit: which of the checks failed is nobody's business.
        var isGenuine = AreEqual(final.Nonce, exchange.Nonce)
            & AreEqual(final.Binding, exchange.Binding)
            & ScramKeys.VerifyProof(exchange.Credential, authMessage, final.Proof);
        var signature = ScramKeys.ServerSignature(exchange.Credential, authMessage);
        if (!isGenuine || exchange.Account is null)
            return SaslFailure.NotAuthorized;
        // RFC 6120 §6.5.2, but only to somebody who knows the password.
        if (exchange.Account.IsDisabled)
            return SaslFailure.AccountDisabled;
        return new SaslStep.Success(
            exchange.Account.Jid, Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(signature)}"));
    }

    /// <summary>Negotiates channel binding (RFC 5802 §6); gives the only value of "c=" that will be right.</summary>
    private bool TryBind(ScramClientFirst first, out string binding)
    {
        binding = "";
        byte[] data = [];
        switch (first.Flag)
        {
            // §6: 'p' goes with the -PLUS name and with no other.
            case 'p':
                if (!plus || first.BindingType is not { } type || stream.ChannelBindings.Find(type) is not { } found)
                    return false;
                data = found;
                break;
            // §6: the client saw no -PLUS where there was one, so somebody took it out of the list (cases AUTH-09).
            case 'y':
                if (plus || stream.HasBindings)
                    return false;
                break;
            // §6: 'n' is for who cannot bind, and no reason to fail. So it is with -PLUS: COMPAT(slixmpp 1.10), where
            // Python has no tls-exporter, takes the name and says 'n'. Nobody can put the 'n' there but the client.
            default:
                break;
        }
        binding = Convert.ToBase64String([.. Encoding.UTF8.GetBytes(first.Header), .. data]);
        return true;
    }

    private static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    /// <param name="AuthMessageStart">AuthMessage (RFC 5802 §3) up to the client's last part.</param>
    private sealed record Exchange(
        Account? Account, ScramCredential Credential, string Nonce, string Binding, string AuthMessageStart);
}
