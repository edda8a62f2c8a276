using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Uploads;

/// <summary>A row of <c>uploads</c>.</summary>
internal sealed class UploadRow
{
    /// <summary>Stands for never.</summary>
    public const long Never = long.MaxValue;

    public required object Owner { get; init; }
    public required byte[] FileKey { get; init; }
    public required string Name { get; init; }
    public string? ContentType { get; init; }
    public long Size { get; init; }
    public long CreatedAt { get; init; }
    public long KeepUntil { get; init; }
    public long ExpiresAt { get; init; }
    public byte[]? Content { get; init; }

    public static object ValuesOf(StoredUpload upload) => new
    {
        upload.Owner,
        upload.Key,
        upload.Name,
        upload.ContentType,
        upload.Size,
        CreatedAt = upload.CreatedAt.ToUnixTimeMilliseconds(),
        KeepUntil = FromTime(upload.KeepUntil),
        ExpiresAt = FromTime(upload.ExpiresAt),
    };

    public StoredUpload ToUpload() =>
        new(ColumnTypes.ToJid(Owner), FileKey, Name, ContentType, Size, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt))
        {
            KeepUntil = ToTime(KeepUntil),
            ExpiresAt = ToTime(ExpiresAt),
            Content = Content,
        };

    public static DateTimeOffset? ToTime(long time) => time == Never ? null : DateTimeOffset.FromUnixTimeMilliseconds(time);

    private static long FromTime(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? Never;
}
