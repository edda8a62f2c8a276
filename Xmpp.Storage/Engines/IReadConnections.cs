namespace Xmpp.Storage.Engines;

/// <summary>What differs between engines for the <see cref="ReaderPool"/>.</summary>
internal interface IReadConnections
{
    Task<StorageSession> OpenReaderAsync(CancellationToken ct);

    StorageException Translate(Exception exception);

    /// <summary>The connection is gone, which says nothing about the next one.</summary>
    bool IsLost(Exception exception);
}
