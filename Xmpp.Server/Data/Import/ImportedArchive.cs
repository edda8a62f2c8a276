using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Data.Import;

/// <summary>
/// Messages of an archive. The id of each is its time, or the next one that is free: servers whose times are whole seconds have
/// many of one time. A message that has one of these places already is not added again.
/// </summary>
internal sealed class ImportedArchive(ImportScope scope, DataOwnerKind kind)
{
    private const int Together = 500;

    private readonly List<(long Time, ArchiveEntry Entry)> _waiting = [];
    private long? _lastBefore;
    private long _lastAdded = long.MinValue;
    private long _newest = long.MinValue;
    private bool _isOpen;

    // Times that have as many messages as they may.
    private readonly HashSet<long> _full = [];

    public async ValueTask AddAsync(DataPart.Archived part, CancellationToken ct)
    {
        if (part.At > scope.Time.GetUtcNow() + TimeSpan.FromDays(1) || part.At < DateTimeOffset.UnixEpoch)
        {
            scope.Report.Refuse(DataKind.Archive, scope.Owner.ToString(), $"a message of {part.At:yyyy-MM-dd} is of no time that can be");
            return;
        }
        _waiting.Add((ArchiveTime.ToId(part.At), new ArchiveEntry(ContactOf(part.Message), part.Message.Id, StoredStanza.Write(part.Message))));
        if (_waiting.Count >= Together)
            await WriteAsync(ct);
    }

    /// <summary>Writes what waits, and notes that nothing of it is still to be delivered to anybody.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        await WriteAsync(ct);
        if (!_isOpen || !scope.Writes || kind != DataOwnerKind.Account || _newest == long.MinValue)
            return;
        var settled = await scope.Stores.DeliveryMarks.FindAsync(scope.Owner, ct);
        if (settled < _newest || settled is null)
            await scope.Stores.DeliveryMarks.SetAsync([(scope.Owner, Math.Max(_newest, _lastBefore ?? _newest))], ct);
    }

    private async ValueTask WriteAsync(CancellationToken ct)
    {
        if (_waiting.Count == 0)
            return;
        if (!_isOpen)
        {
            _lastBefore = (await scope.Stores.Archive.FindEndsAsync(scope.Owner, ct))?.Last;
            _isOpen = true;
        }
        var (first, last) = (_waiting.Min(m => m.Time), _waiting.Max(m => m.Time));
        var places = new ArchivePlaces(scope.Stores.Archive, scope.Owner, last)
        {
            IsFree = first > Math.Max(_lastBefore ?? long.MinValue, _lastAdded),
        };
        var rows = new List<(long Id, ArchiveEntry Entry)>(_waiting.Count);
        foreach (var (at, entry) in _waiting.OrderBy(m => m.Time))
        {
            if (_full.Contains(at) || await places.FindAsync(at, entry.Stanza, ct) is not var (id, isThere))
            {
                _full.Add(at);
                scope.Report.Refuse(
                    DataKind.Archive, scope.Owner.ToString(), $"more than {ArchivePlaces.MostOfOneTime} messages of {ArchiveTime.FromId(at):O}");
                continue;
            }
            if (isThere)
            {
                scope.Report.Count(DataKind.Archive, DataOutcome.Present);
                continue;
            }
            scope.Report.Count(DataKind.Archive, DataOutcome.Created);
            rows.Add((id, entry));
        }
        _newest = Math.Max(_newest, rows.Count > 0 ? rows.Max(row => row.Id) : long.MinValue);
        _lastAdded = Math.Max(_lastAdded, _newest);
        if (scope.Writes && rows.Count > 0)
            await scope.Stores.Archive.ImportAsync(scope.Owner, rows, ct);
        _waiting.Clear();
    }

    // Whom the owner has it from, or has sent it to; in a room, who said it.
    private Jid ContactOf(Message message)
    {
        var from = message.From;
        if (kind != DataOwnerKind.Account)
            return from ?? scope.Owner;
        if (from is null)
            return message.To is { } to && to.Bare != scope.Owner ? to : Jid.Parse(scope.Owner.Domain);
        return from.Bare == scope.Owner && message.To is { } sentTo && sentTo.Bare != scope.Owner ? sentTo : from;
    }
}
