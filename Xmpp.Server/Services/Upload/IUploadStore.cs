namespace Xmpp.Server.Services.Upload;

/// <summary>
/// Where the contents of files are kept, each once, named by its SHA-256. It knows nothing of accounts; who may remove a
/// content is <see cref="UploadContents"/>' business.
/// </summary>
internal interface IUploadStore
{
    /// <summary>
    /// Takes exactly so many octets from the stream, however many that are in the memory of one buffer. What was taken is
    /// nowhere until <see cref="IPendingContent.KeepAsync"/>, and gone when the result is disposed without.
    /// </summary>
    /// <exception cref="UploadStoreException">It cannot be kept.</exception>
    /// <exception cref="EndOfStreamException">The stream had less.</exception>
    Task<IPendingContent> WriteAsync(Stream source, long size, CancellationToken ct);

    /// <summary>From an octet on; null if there is no such content.</summary>
    ValueTask<Stream?> OpenAsync(byte[] content, long offset, CancellationToken ct);

    /// <summary>Does nothing if there is none.</summary>
    Task RemoveAsync(byte[] content, CancellationToken ct);

    /// <summary>Of the contents whose first octet is <paramref name="part"/>, those that were kept before a time.</summary>
    Task<IReadOnlyList<byte[]>> ListAsync(byte part, DateTimeOffset before, CancellationToken ct);
}
