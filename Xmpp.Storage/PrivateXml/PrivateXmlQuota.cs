namespace Xmpp.Storage.PrivateXml;

/// <summary>How much one account may keep; what would exceed either is not stored.</summary>
/// <param name="MaxElements">Different elements.</param>
/// <param name="MaxBytes">Octets of all their payloads.</param>
public readonly record struct PrivateXmlQuota(int MaxElements, long MaxBytes);
