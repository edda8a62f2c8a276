using Xmpp.Server.Data;

namespace Xmpp.Tests.Data;

/// <summary>Takes everything and keeps it.</summary>
internal sealed class RecordingSink : IDataSink
{
    public List<string> Hosts { get; } = [];
    public List<DataOwner> Owners { get; } = [];
    public List<DataPart> Parts { get; } = [];

    public ValueTask<bool> BeginHostAsync(string host, CancellationToken ct)
    {
        Hosts.Add(host);
        return new(true);
    }

    public ValueTask EndHostAsync(CancellationToken ct) => default;

    public ValueTask<bool> BeginAsync(DataOwner owner, CancellationToken ct)
    {
        Owners.Add(owner);
        return new(true);
    }

    public ValueTask AddAsync(DataPart part, CancellationToken ct)
    {
        Parts.Add(part);
        return default;
    }

    public ValueTask EndAsync(CancellationToken ct) => default;
}
