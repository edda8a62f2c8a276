namespace XmppLoad;

/// <summary>The outcome of checking many streams.</summary>
internal sealed class Verdict
{
    public long Expected, Received, Lost, Duplicated, Reordered;
    public long Corrupt, Stray, Bounced, Disconnects;
    private readonly List<string> notes = [];

    public void Add(Sequence s)
    {
        Received += s.Unique;
        Lost += s.Lost;
        Duplicated += s.Duplicated;
        Reordered += s.Reordered;
        Stray += s.Foreign;
    }

    public void Note(string text)
    {
        lock (notes)
            if (notes.Count < 8) notes.Add(text.Length > 400 ? text[..400] : text);
    }

    public IReadOnlyList<string> Notes => notes;

    public bool Clean => Lost == 0 && Duplicated == 0 && Reordered == 0 && Corrupt == 0
        && Stray == 0 && Bounced == 0 && Disconnects == 0 && Received == Expected;
}
