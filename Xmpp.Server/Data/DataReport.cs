using Xmpp.Server.Observability;

namespace Xmpp.Server.Data;

/// <summary>What was done with everything, for the operator: numbers, and the first cases of what he should look at.</summary>
internal sealed class DataReport
{
    /// <summary>Notes that are kept in words; further ones are counted.</summary>
    private const int MaxNotes = 100;

    /// <summary>Things nobody knows that are told apart, and characters that a name or note may have: files may be anybody's.</summary>
    private const int MaxUnknown = 1000, MaxLength = 500;

    private readonly Dictionary<(DataKind, DataOutcome), long> _counts = [];
    private readonly Dictionary<string, (long Count, string First)> _unknown = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    /// <summary>Notes in words, the first hundred.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public long NoteCount { get; private set; }

    /// <summary>Accounts whose keys are of one hash only, with which not every client can log in.</summary>
    public long OneHashOnly { get; set; }

    public void Count(DataKind kind, DataOutcome outcome, long number = 1) =>
        _counts[(kind, outcome)] = Of(kind, outcome) + number;

    public long Of(DataKind kind, DataOutcome outcome) => _counts.GetValueOrDefault((kind, outcome));

    /// <summary>Something that cannot be used, and why.</summary>
    public void Refuse(DataKind kind, string where, string why)
    {
        Count(kind, DataOutcome.Refused);
        Note($"{where}: {why}");
    }

    /// <summary>Something that nothing here knows.</summary>
    public void Unknown(string what, string where)
    {
        what = Cut(what);
        if (_unknown.TryGetValue(what, out var known))
            _unknown[what] = (known.Count + 1, known.First);
        else if (_unknown.Count < MaxUnknown)
            _unknown.Add(what, (1, where));
        else
            Note($"{where}: {what} is not understood");
    }

    public long UnknownOf(string what) => _unknown.GetValueOrDefault(what).Count;

    public void Note(string text)
    {
        NoteCount++;
        if (_notes.Count < MaxNotes)
            _notes.Add(Cut(text));
    }

    /// <summary>One line for each kind that there was, then what was not understood, then the notes.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var kind in Enum.GetValues<DataKind>())
        {
            var parts = Enum.GetValues<DataOutcome>().Select(outcome => (Outcome: outcome, Number: Of(kind, outcome)))
                .Where(part => part.Number > 0).Select(part => $"{part.Number} {WordOf(part.Outcome)}").ToList();
            if (parts.Count > 0)
                yield return $"{WordOf(kind),-14} {string.Join(", ", parts)}";
        }
        foreach (var (what, (count, first)) in _unknown.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            yield return $"not understood: {Printable.Escape(what)} ({count}, the first at {Printable.Escape(first)})";
        foreach (var note in _notes)
            yield return $"note: {Printable.Escape(note)}";
        if (NoteCount > _notes.Count)
            yield return $"note: and {NoteCount - _notes.Count} more";
    }

    public static string WordOf(DataKind kind) => kind switch
    {
        DataKind.VCard => "vcard",
        DataKind.LastActivity => "last-activity",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Cut(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";

    private static string WordOf(DataOutcome outcome) => outcome switch
    {
        DataOutcome.Created => "created",
        DataOutcome.Present => "there already",
        DataOutcome.Replaced => "replaced",
        DataOutcome.Conflict => "in conflict, left as they were",
        DataOutcome.Skipped => "skipped",
        _ => "refused",
    };
}
