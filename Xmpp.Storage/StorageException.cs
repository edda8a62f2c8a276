namespace Xmpp.Storage;

/// <summary>The one exception of every store and engine. After it nothing of the operation counts as stored.</summary>
public sealed class StorageException : Exception
{
    public StorageException(StorageErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    public StorageErrorKind Kind { get; }

    /// <summary>The same request may succeed later: an error of type "wait" (RFC 6120 §8.3.2).</summary>
    public bool IsTransient => Kind is StorageErrorKind.Unavailable or StorageErrorKind.Overloaded
        or StorageErrorKind.DiskFull;
}
