namespace Xmpp.Storage.Archive;

/// <summary>A message that was queued for an archive.</summary>
/// <param name="Id">Its id, which is final.</param>
/// <param name="Task">Completes when it is durable; a fault is a <see cref="StorageException"/>.</param>
public readonly record struct ArchiveWrite(long Id, Task Task);
