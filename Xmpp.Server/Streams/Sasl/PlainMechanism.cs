using Xmpp.Server.Accounts;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>RFC 4616: PLAIN. The password comes in clear inside TLS and is checked against the stored keys.</summary>
public sealed class PlainMechanism(SaslContext context) : ISaslMechanism
{
    public string Name => SaslNames.Plain;
    public string? ClaimedName { get; private set; }

    public async ValueTask<SaslStep> NextAsync(byte[]? message, CancellationToken ct)
    {
        // RFC 4422 §5: without an initial response the server asks for it with an empty challenge.
        if (message is null)
            return new SaslStep.Challenge([]);
        if (!TryRead(message, out var authzid, out var name, out var password))
            return SaslFailure.MalformedRequest;
        ClaimedName = name;
        if (!SaslAuthorization.TryGetAccount(name, context.Host, out var jid))
            return SaslFailure.NotAuthorized;
        if (!SaslAuthorization.MayAct(jid, authzid))
            return SaslFailure.InvalidAuthzid;
        var account = await context.FindAsync(jid, ct);
        // One path for all: a name that nobody has is checked against made-up keys (cases AUTH-06).
        var credential = Choose(account) ?? context.Unknown.For(jid, Preferred);
        var matches = await context.Hashing.VerifyAsync(credential, password, ct);
        if (matches is null)
            return SaslFailure.TemporaryAuthFailure;
        if (matches is false || account is null)
            return SaslFailure.NotAuthorized;
        // RFC 6120 §6.5.2, but only to somebody who knows the password.
        if (account.IsDisabled)
            return SaslFailure.AccountDisabled;
        await AddMissingAsync(account, credential, password, ct);
        return new SaslStep.Success(account.Jid, null);
    }

    // RFC 4616 §2: [authzid] NUL authcid NUL passwd; the last two not empty, no NUL inside.
    private static bool TryRead(byte[] message, out string authzid, out string name, out string password)
    {
        authzid = name = password = "";
        var first = message.AsSpan().IndexOf((byte)0);
        var last = message.AsSpan().LastIndexOf((byte)0);
        if (first < 0 || first == last || message.AsSpan(first + 1, last - first - 1).Contains((byte)0))
            return false;
        return SaslText.TryDecodeUtf8(message.AsSpan(0, first), out authzid)
            && SaslText.TryDecodeUtf8(message.AsSpan(first + 1, last - first - 1), out name)
            && SaslText.TryDecodeUtf8(message.AsSpan(last + 1), out password)
            && name.Length > 0 && password.Length > 0;
    }

    private ScramHash Preferred => context.Options.Scram.IsDefaultOrEmpty ? ScramHash.Sha256 : context.Options.Scram[0];

    private ScramCredential? Choose(Account? account) =>
        account is null || account.Credentials.IsDefaultOrEmpty
            ? null
            : account.Find(Preferred) ?? account.Credentials[0];

    // The one moment when the server knows the password: an account that came with keys for one hash gets the rest,
    // so that its owner may use SCRAM with any. When there is too much to do, the next login will do.
    private async ValueTask AddMissingAsync(
        Account account, ScramCredential verified, string password, CancellationToken ct)
    {
        foreach (var hash in context.Options.Scram)
        {
            if (account.Find(hash) is not null)
                continue;
            var made = await context.Hashing.DeriveAsync(hash, password, context.Options.Iterations, ct);
            if (made is null)
                return;
            await context.Credentials.AddCredentialAsync(account.Jid, verified, made, ct);
        }
    }
}
