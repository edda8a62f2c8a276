namespace Xmpp.Storage.Accounts;

/// <summary>The hash function of a SCRAM mechanism (RFC 5802 §4). The numbers are stored.</summary>
public enum ScramHash
{
    Sha1 = 1,
    Sha256 = 2,
    Sha512 = 3,
}
