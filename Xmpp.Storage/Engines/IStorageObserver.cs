namespace Xmpp.Storage.Engines;

/// <summary>What the server wants to count; called on storage threads, so it must be quick and never throw.</summary>
public interface IStorageObserver
{
    /// <summary>A group of writes became durable.</summary>
    void OnCommitted(int operations, TimeSpan elapsed);

    void OnRead(TimeSpan elapsed);

    /// <summary>So many operations ended in a <see cref="StorageException"/>.</summary>
    void OnFailed(StorageErrorKind kind, int operations);
}
