namespace Xmpp.Server.Services.Upload;

/// <summary>A content that was read to its end and is not kept yet.</summary>
internal interface IPendingContent : IAsyncDisposable
{
    /// <summary>Its SHA-256.</summary>
    byte[] Content { get; }

    /// <summary>Keeps it under its name, unless that is there already; durable when it completes.</summary>
    /// <exception cref="UploadStoreException">It cannot be kept.</exception>
    Task KeepAsync(CancellationToken ct);
}
