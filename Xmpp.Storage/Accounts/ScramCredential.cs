namespace Xmpp.Storage.Accounts;

/// <summary>What a server keeps of a password for one SCRAM hash (RFC 5802 §3): it cannot be used to log in.</summary>
public sealed record ScramCredential(ScramHash Hash, int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey);
