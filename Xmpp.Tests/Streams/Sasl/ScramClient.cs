using System.Security.Cryptography;
using System.Text;
using Xmpp.Server.Accounts;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Streams.Sasl;

/// <summary>The client's side of SCRAM, with everything in its messages open to change.</summary>
internal sealed record ScramClient(ScramHash Hash, string Password)
{
    public string Gs2Header { get; init; } = "n,,";
    public string Bare { get; init; } = "n=juliet,r=abcd";

    /// <summary>The data behind the header in "c=".</summary>
    public byte[] BindingData { get; init; } = [];

    /// <summary>Changes client-final-message-without-proof before it is signed.</summary>
    public Func<string, string> ChangeWithoutProof { get; init; } = text => text;

    /// <summary>Changes the whole client-final-message after it was signed.</summary>
    public Func<string, string> ChangeFinal { get; init; } = text => text;

    /// <summary>Runs the whole exchange; the answer to the last message sent.</summary>
    public async Task<SaslStep> RunAsync(ISaslMechanism mechanism)
    {
        var step = await mechanism.NextAsync(Encoding.UTF8.GetBytes(Gs2Header + Bare), CancellationToken.None);
        if (step is not SaslStep.Challenge challenge)
            return step;
        step = await mechanism.NextAsync(Encoding.UTF8.GetBytes(Final(challenge, out var signature)), CancellationToken.None);
        if (step is SaslStep.Success success)
            Assert.That(Encoding.UTF8.GetString(success.AdditionalData!), Is.EqualTo("v=" + signature));
        return step;
    }

    public string Final(SaslStep.Challenge challenge, out string signature)
    {
        var serverFirst = Encoding.UTF8.GetString(challenge.Data);
        var parts = serverFirst.Split(',');
        var salt = Convert.FromBase64String(parts[1][2..]);
        var iterations = int.Parse(parts[2][2..]);
        Assert.That(ScramKeys.TryPrepare(Password, out var prepared), Is.True);
        var keys = ScramKeys.Derive(Hash, prepared, salt, iterations);
        var clientKey = ScramKeys.Hmac(
            Hash, ScramKeys.SaltedPassword(Hash, prepared, salt, iterations), "Client Key"u8);

        var binding = Convert.ToBase64String([.. Encoding.UTF8.GetBytes(Gs2Header), .. BindingData]);
        var withoutProof = ChangeWithoutProof($"c={binding},{parts[0]}");
        var message = Encoding.UTF8.GetBytes($"{Bare},{serverFirst},{withoutProof}");
        var proof = ScramKeys.Hmac(Hash, keys.StoredKey, message);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        signature = Convert.ToBase64String(ScramKeys.ServerSignature(keys, message));
        return ChangeFinal($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    public static string RandomNonce() => Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
}
