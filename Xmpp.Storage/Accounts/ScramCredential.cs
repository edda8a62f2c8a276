namespace Xmpp.Storage.Accounts;

/// <summary>What RFC 5802 §3 lets a server keep of a password: salted keys, from which nobody can log in elsewhere.</summary>
public sealed record ScramCredential(ScramHash Hash, int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    // OPS-09: a record prints its members; this one must never reach a log.
    public override string ToString() => $"{nameof(ScramCredential)} {Hash}";
}
