using System.Xml;
using System.Xml.Linq;
using Xmpp.Server.Features.Archive;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Data.Portable;

/// <summary>
/// Reads XEP-0227, with the files that it includes (§5), and gives on what it finds; what it does not know it reports.
/// Nothing but the one element that is being read is in memory.
/// </summary>
internal sealed class PortableReader(IDataSink sink, DataReport report, PortableLimits limits)
{
    private readonly List<string> _open = [];
    private readonly HashSet<string> _included = new(StringComparer.Ordinal);
    private string _folder = "";
    private long _consumed;

    /// <summary>Told how many octets of all files are read.</summary>
    public Action<long> Progress { get; init; } = static _ => { };

    /// <exception cref="DataException">It is not XEP-0227, not XML, or asks for more than it may.</exception>
    public async Task ReadAsync(string path, CancellationToken ct)
    {
        var main = Directory.Exists(path) ? Path.Combine(path, PortableWriter.MainFile) : path;
        if (!File.Exists(main))
            throw new DataException($"there is no file {main}");
        _folder = Path.GetDirectoryName(Path.GetFullPath(main)) ?? ".";
        await ReadFileAsync(Path.GetFullPath(main), async input =>
        {
            if (input.Name != PortableNames.ServerData)
                throw new DataException($"{input.Where}: the root is {input.Name}, which is not XEP-0227's");
            await ReadChildrenAsync(input, one => ReadServerChildAsync(one, ct));
        });
    }

    private async Task ReadFileAsync(string path, Func<PortableInput, Task> read)
    {
        if (_open.Contains(path) || _open.Count > limits.Includes)
            throw new DataException($"{path}: files include each other");
        _open.Add(path);
        using var input = new PortableInput(path, Path.GetRelativePath(_folder, path), limits);
        try
        {
            input.MoveToRoot();
            await read(input);
            while (input.Read())
            {
            }
        }
        catch (XmlException e)
        {
            throw input.Broken(e);
        }
        catch (DataException e) when (e.InnerException is null && !e.Message.Contains(':', StringComparison.Ordinal))
        {
            throw input.Broken(e);
        }
        _consumed += input.Consumed;
        _open.RemoveAt(_open.Count - 1);
    }

    // The element's children, one after the other; each is passed by whoever takes it.
    private async Task ReadChildrenAsync(PortableInput input, Func<PortableInput, Task> child, bool mayInclude = true)
    {
        if (!input.Reader.IsEmptyElement)
        {
            var depth = input.Reader.Depth;
            input.Read();
            while (input.Reader.Depth > depth)
            {
                if (input.Reader.NodeType != XmlNodeType.Element)
                {
                    if (!input.Read())
                        break;
                }
                else if (mayInclude && input.Name == PortableNames.Include)
                {
                    await IncludeAsync(input, child);
                }
                else
                {
                    await child(input);
                }
            }
        }
        input.Read();
        Progress(_consumed + input.Consumed);
    }

    private async Task IncludeAsync(PortableInput input, Func<PortableInput, Task> child)
    {
        // §5: a relative URI, no 'parse', no 'xpointer'. It must not lead out of the folder that was given to us.
        var href = input.Attribute(PortableNames.Href);
        if (href is null || input.Attribute("parse") is not null || input.Attribute("xpointer") is not null
            || PortableInclude.Resolve(_folder, Path.GetDirectoryName(_open[^1]) ?? _folder, href) is not { } path)
        {
            throw new DataException($"{input.Where}: the include of {href} is not allowed");
        }
        if (!File.Exists(path))
            throw new DataException($"{input.Where}: there is no file {href}");
        // Files that include two others each, and so on, would be read for ever; and an account is there once.
        if (!_included.Add(path))
            throw new DataException($"{input.Where}: {href} is included twice");
        input.Skip();
        await ReadFileAsync(path, child);
    }

    private async Task ReadServerChildAsync(PortableInput input, CancellationToken ct)
    {
        if (input.Name != PortableNames.Host)
        {
            PassOver(input);
            return;
        }
        var name = input.Attribute(PortableNames.Jid);
        if (!Jid.TryParse(name, out var host) || host.Local is not null || host.Resource is not null)
            throw new DataException($"{input.Where}: {name} is no host");
        if (!await sink.BeginHostAsync(host.Domain, ct))
        {
            input.Skip();
            return;
        }
        await ReadChildrenAsync(input, one => ReadHostChildAsync(one, host, ct));
        await sink.EndHostAsync(ct);
    }

    private async Task ReadHostChildAsync(PortableInput input, Jid host, CancellationToken ct)
    {
        var where = input.Where;
        if (input.Name == PortableNames.User)
        {
            var name = input.Attribute(PortableNames.Name);
            if (Jid.TryCreate(name, host.Domain, null, out var account) && account.Local is not null)
            {
                await ReadOwnerAsync(input, PortableParts.AccountOf(input, account), ct);
                return;
            }
            report.Refuse(DataKind.Accounts, where, $"{name} is no name of an account");
            input.Skip();
        }
        else if (input.Name == PortableNames.Room || input.Name == PortableNames.NodeService)
        {
            var kind = input.Name == PortableNames.Room ? DataOwnerKind.Room : DataOwnerKind.NodeService;
            if (Jid.TryParse(input.Attribute(PortableNames.Jid), out var jid)
                && (kind == DataOwnerKind.Room ? PortableRoom.IsRoom(jid) : jid is { Local: null, Resource: null }))
            {
                await ReadOwnerAsync(input, new DataOwner(kind, jid), ct);
                return;
            }
            report.Refuse(kind == DataOwnerKind.Room ? DataKind.Rooms : DataKind.Nodes, where, "the address is none");
            input.Skip();
        }
        else
        {
            PassOver(input);
        }
    }

    private async Task ReadOwnerAsync(PortableInput input, DataOwner owner, CancellationToken ct)
    {
        if (!await sink.BeginAsync(owner, ct))
        {
            input.Skip();
            return;
        }
        if (owner.Kind == DataOwnerKind.Room)
        {
            var room = new PortableRoomReader(owner.Jid, sink, report);
            await ReadChildrenAsync(input, async one =>
            {
                if (one.Name == PortableNames.Archive)
                {
                    await room.EndSettingsAsync(ct);
                    await ReadOwnerChildAsync(one, owner, ct);
                }
                else if (!room.Take(one))
                {
                    PassOver(one);
                }
            });
            await room.EndSettingsAsync(ct);
        }
        else
        {
            if (owner.Kind == DataOwnerKind.Account)
                await AddAsync(PortableParts.OfPassword(input, owner), ct);
            await ReadChildrenAsync(input, one => ReadOwnerChildAsync(one, owner, ct));
        }
        await sink.EndAsync(ct);
    }

    private Task ReadOwnerChildAsync(PortableInput input, DataOwner owner, CancellationToken ct)
    {
        var name = input.Name;
        if (name == PortableNames.Roster)
            return EachAsync(input, PortableNames.RosterNs + "item", DataKind.Roster, (e, _) => PortableParts.Contact(e), ct);
        if (name == PortableNames.OfflineMessages)
            return EachAsync(input, XmppNames.Message, DataKind.Offline, (e, _) => PortableParts.Offline(e, owner), ct);
        if (name == PortableNames.Archive)
            return EachAsync(input, ArchiveNames.Result, DataKind.Archive, (e, _) => PortableParts.Archived(e), ct);
        if (name == PortableNames.Private)
            return EachAsync(input, null, DataKind.Private, (e, _) => new DataPart.PrivateElement(e), ct);
        if (name == PortableNames.PubSub)
        {
            return ReadChildrenAsync(input, items => items.Name == PortableNames.PubSubNs + "items"
                ? EachItemAsync(items, owner, ct)
                : LeaveOutAsync(items), mayInclude: false);
        }
        if (name == PortableNames.PubSubOwner)
            return ReadChildrenAsync(input, one => ReadNodeAsync(one, owner, ct), mayInclude: false);
        return ReadSmallAsync(input, owner, ct);
    }

    // What is one element, however much it has inside.
    private async Task ReadSmallAsync(PortableInput input, DataOwner owner, CancellationToken ct)
    {
        var where = input.Where;
        if (!PortableParts.IsSmall(input.Name))
        {
            PassOver(input);
            return;
        }
        foreach (var part in PortableParts.Small(input.Load(), owner, report, where))
            await sink.AddAsync(part, ct);
    }

    private async Task ReadNodeAsync(PortableInput input, DataOwner owner, CancellationToken ct)
    {
        var where = input.Where;
        if (!PortableNodes.IsKnown(input.Name))
        {
            PassOver(input);
            return;
        }
        foreach (var part in PortableNodes.Read(input.Load(), owner, report, where))
            await sink.AddAsync(part, ct);
    }

    private async Task EachItemAsync(PortableInput input, DataOwner owner, CancellationToken ct)
    {
        var node = input.Attribute(PortableNames.Node) ?? "";
        if (node.Length == 0)
        {
            report.Refuse(DataKind.Items, input.Where, "the items are of no node");
            input.Skip();
            return;
        }
        await EachAsync(
            input, PortableNames.PubSubNs + "item", DataKind.Items, (e, _) => PortableNodes.Item(e, node, owner), ct);
    }

    // Each child of the name (null: of any name) as a part; null where it is none.
    private Task EachAsync(
        PortableInput input, XName? name, DataKind kind, Func<XElement, string, DataPart?> read, CancellationToken ct) =>
        ReadChildrenAsync(input, async one =>
        {
            var where = one.Where;
            if (name is not null && one.Name != name && !PortableParts.IsMisnamed(one.Name, name))
            {
                PassOver(one);
                return;
            }
            var element = one.Load();
            if (name is not null && element.Name != name)
                PortableParts.Rename(element, name);
            if (read(element, where) is { } part)
                await sink.AddAsync(part, ct);
            else
                report.Refuse(kind, where, "it cannot be read");
        }, mayInclude: false);

    private async Task AddAsync(IEnumerable<DataPart> parts, CancellationToken ct)
    {
        foreach (var part in parts)
            await sink.AddAsync(part, ct);
    }

    private void PassOver(PortableInput input)
    {
        report.Unknown($"{{{input.Name.NamespaceName}}}{input.Name.LocalName}", input.Where);
        input.Skip();
    }

    private Task LeaveOutAsync(PortableInput input)
    {
        PassOver(input);
        return Task.CompletedTask;
    }
}
