namespace Xmpp.Storage.Uploads;

/// <summary>What one account has.</summary>
/// <param name="Files">That are there.</param>
/// <param name="Bytes">In them; each counts, also where two have the same in them.</param>
/// <param name="FilesToday">That have come on this day (UTC), also those that are gone again.</param>
/// <param name="BytesToday">In those.</param>
/// <param name="Slots">That are open.</param>
/// <param name="SlotBytes">That they stand for.</param>
public sealed record UploadUsage(long Files, long Bytes, long FilesToday, long BytesToday, long Slots, long SlotBytes);
