namespace Xmpp.Server.Data;

/// <summary>Gives on what is wanted, and counts it.</summary>
internal sealed class CountingSink(IDataSink inner, DataReport report, IReadOnlySet<DataKind> without) : IDataSink
{
    public ValueTask<bool> BeginHostAsync(string host, CancellationToken ct) => inner.BeginHostAsync(host, ct);

    public ValueTask EndHostAsync(CancellationToken ct) => inner.EndHostAsync(ct);

    public ValueTask<bool> BeginAsync(DataOwner owner, CancellationToken ct)
    {
        if (owner.Kind == DataOwnerKind.Room && without.Contains(DataKind.Rooms))
            return new(false);
        if (owner.Kind == DataOwnerKind.NodeService && without.Contains(DataKind.Nodes))
            return new(false);
        if (owner.Kind == DataOwnerKind.Account)
            report.Count(DataKind.Accounts, DataOutcome.Created);
        return inner.BeginAsync(owner, ct);
    }

    public ValueTask AddAsync(DataPart part, CancellationToken ct)
    {
        if (without.Contains(part.Kind))
            return default;
        report.Count(part.Kind, DataOutcome.Created);
        return inner.AddAsync(part, ct);
    }

    public ValueTask EndAsync(CancellationToken ct) => inner.EndAsync(ct);
}
