namespace Xmpp.Server.Services.Upload;

/// <summary>The store cannot take a content.</summary>
internal sealed class UploadStoreException(string message, bool isFull, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>There is no room for it.</summary>
    public bool IsFull { get; } = isFull;
}
