namespace Xmpp.Server.Services.Upload;

/// <summary>Why no slot was given, or no file taken.</summary>
internal enum UploadRefusal
{
    /// <summary>No account of that host.</summary>
    Forbidden,

    /// <summary>What cannot be read, or is not offered.</summary>
    BadRequest,

    /// <summary>Larger than files may be.</summary>
    TooLarge,

    /// <summary>A type that is not allowed.</summary>
    Type,

    /// <summary>The account has what it may have.</summary>
    Quota,

    /// <summary>There is no such slot, or no more.</summary>
    NoSlot,

    /// <summary>Other than the slot was asked for.</summary>
    Mismatch,

    /// <summary>No room on the disk.</summary>
    DiskFull,

    /// <summary>Too many at once.</summary>
    Busy,

    /// <summary>The client went away before its end.</summary>
    Broken,

    /// <summary>The disk or the database does not work.</summary>
    Failed,
}
