using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Data.Import;

/// <summary>What the parts of one owner share on their way into the store.</summary>
internal sealed record ImportScope(Jid Owner, Stores Stores, ImportOptions Options, DataReport Report, TimeProvider Time)
{
    /// <summary>There was no such owner before.</summary>
    public required bool IsNew { get; init; }

    public bool Writes => !Options.IsDryRun;

    /// <summary>What becomes of something, by what is in its place now; counted.</summary>
    public DataOutcome Decide(DataKind kind, bool exists, bool isSame)
    {
        var outcome = !exists ? DataOutcome.Created
            : isSame ? DataOutcome.Present
            : Options.Conflict == ConflictPolicy.Replace ? DataOutcome.Replaced
            : DataOutcome.Conflict;
        Report.Count(kind, outcome);
        return outcome;
    }

    /// <summary>The same, and whether it is to be written.</summary>
    public bool Takes(DataKind kind, bool exists, bool isSame) =>
        Decide(kind, exists, isSame) is DataOutcome.Created or DataOutcome.Replaced && Writes;
}
