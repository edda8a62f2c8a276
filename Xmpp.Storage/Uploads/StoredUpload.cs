using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Uploads;

/// <summary>A slot that an account has got (XEP-0363 §4), and the file once it has come.</summary>
/// <param name="Owner">The account.</param>
/// <param name="Key">Names it: 32 octets.</param>
/// <param name="Name">The file's name, as it may be shown.</param>
/// <param name="ContentType">As announced, or as it came; null while nobody has said.</param>
/// <param name="Size">Octets, as announced: the file has exactly so many.</param>
/// <param name="CreatedAt">When the slot was given, to the millisecond.</param>
public sealed record StoredUpload(
    Jid Owner, byte[] Key, string Name, string? ContentType, long Size, DateTimeOffset CreatedAt)
{
    /// <summary>When the slot ends while it is open, then when the file does; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the file ends once it has come; null for never.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>The SHA-256 of what is in it; null while the slot is open.</summary>
    public byte[]? Content { get; init; }
}
