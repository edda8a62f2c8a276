namespace Xmpp.Server.Features.AdHoc;

/// <summary>
/// The commands that the hosts offer (XEP-0050). Features add theirs before the server listens; after that it does not change.
/// </summary>
internal sealed class AdHocCommands
{
    private readonly Dictionary<string, IAdHocCommand> _commands = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">There is one with that node.</exception>
    public void Add(IAdHocCommand command) => _commands.Add(command.Node, command);

    public IAdHocCommand? Find(string? node) => node is null ? null : _commands.GetValueOrDefault(node);

    /// <summary>Those that the requester may execute, by their nodes (§2.2: not the same for everybody).</summary>
    public async ValueTask<IReadOnlyList<IAdHocCommand>> ListAsync(AdHocRequest request, CancellationToken ct)
    {
        var visible = new List<IAdHocCommand>();
        foreach (var command in _commands.Values.OrderBy(c => c.Node, StringComparer.Ordinal))
        {
            if (await command.IsForAsync(request, ct))
                visible.Add(command);
        }
        return visible;
    }
}
