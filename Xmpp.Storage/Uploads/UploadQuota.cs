namespace Xmpp.Storage.Uploads;

/// <summary>What one account may have. A slot counts like a file until it is used or over.</summary>
/// <param name="Files">At the same time.</param>
/// <param name="Bytes">At the same time.</param>
/// <param name="FilesPerDay">On one day (UTC).</param>
/// <param name="BytesPerDay">On one day (UTC).</param>
/// <param name="Slots">That are open.</param>
public sealed record UploadQuota(int Files, long Bytes, int FilesPerDay, long BytesPerDay, int Slots);
