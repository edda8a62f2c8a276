namespace Xmpp.Storage.Uploads;

/// <summary>What one account has, as it is counted.</summary>
internal sealed class UsageRow
{
    public long Files { get; init; }
    public long Bytes { get; init; }
    public long Slots { get; init; }
    public long SlotBytes { get; init; }
    public long NextEnd { get; init; }
}
