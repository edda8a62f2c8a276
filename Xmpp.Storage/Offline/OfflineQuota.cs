namespace Xmpp.Storage.Offline;

/// <summary>How much one account may have waiting; a message that would exceed either is not kept.</summary>
public readonly record struct OfflineQuota(int MaxMessages, long MaxBytes);
