namespace Xmpp.Server.Data;

/// <summary>Takes what a store has, an owner at a time: another store, or a file.</summary>
internal interface IDataSink
{
    /// <summary>False: nothing of this host is wanted.</summary>
    ValueTask<bool> BeginHostAsync(string host, CancellationToken ct);

    ValueTask EndHostAsync(CancellationToken ct);

    /// <summary>False: this owner is passed over; neither its parts nor its end are wanted.</summary>
    ValueTask<bool> BeginAsync(DataOwner owner, CancellationToken ct);

    ValueTask AddAsync(DataPart part, CancellationToken ct);

    ValueTask EndAsync(CancellationToken ct);
}
