namespace XmppLoad;

/// <summary>
/// Checks one ordered stream of sequence numbers 0..expected-1 as one receiver sees it.
/// Used by one pump only; totals are read after the pumps are quiet.
/// </summary>
internal sealed class Sequence(int expected)
{
    private readonly ulong[] seen = new ulong[(expected + 63) / 64];
    private int highest = -1;

    public int Unique { get; private set; }
    public int Duplicated { get; private set; }
    public int Reordered { get; private set; }
    public int Foreign { get; private set; }
    public int Lost => expected - Unique;

    /// <summary>True when this number is new.</summary>
    public bool Add(int sequence)
    {
        if ((uint)sequence >= (uint)expected)
        {
            Foreign++;
            return false;
        }
        ulong bit = 1UL << (sequence & 63);
        if ((seen[sequence >> 6] & bit) != 0)
        {
            Duplicated++;
            return false;
        }
        seen[sequence >> 6] |= bit;
        if (sequence < highest) Reordered++;
        else highest = sequence;
        Unique++;
        return true;
    }
}
