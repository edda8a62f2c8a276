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
        var places = await ReadPlacesAsync(ct);
        var rows = new List<(long Id, ArchiveEntry Entry)>(_waiting.Count);
        var taken = new HashSet<long>();
        foreach (var (at, entry) in _waiting)
        {
            if (FindPlace(places, taken, at, entry.Stanza) is not { } id)
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

    // Null: it is there.
    private static long? FindPlace(Dictionary<long, byte[]> places, HashSet<long> taken, long at, byte[] stanza)
    {
        for (var id = at; ; id++)
        {
            if (taken.Contains(id))
                continue;
            if (!places.TryGetValue(id, out var there))
            {
                taken.Add(id);
                return id;
            }
            if (there.AsSpan().SequenceEqual(stanza))
            {
                taken.Add(id);
                return null;
            }
        }
    }

    // What lies where these messages would go: nothing, most of the time.
    private async Task<Dictionary<long, byte[]>> ReadPlacesAsync(CancellationToken ct)
    {
        var places = new Dictionary<long, byte[]>();
        var (first, last) = (_waiting.Min(m => m.Time), _waiting.Max(m => m.Time));
        if (first > Math.Max(_lastBefore ?? long.MinValue, _lastAdded))
            return places;
        var query = new ArchiveQuery { First = first, Last = last + Together, MaxMessages = Together };
        while (await scope.Stores.Archive.ReadAsync(scope.Owner, query, ct) is { } page)
        {
            foreach (var message in page.Messages)
                places[message.Id] = message.Stanza;
            if (page.Messages.Count == 0)
                break;
            // A run of places that are taken may go on behind the last time.
            var end = page.Messages[^1].Id;
            if (page.IsComplete && end < query.Last)
                break;
            query = query with { First = end + 1, Last = Math.Max(query.Last, end + Together) };
        }
        return places;
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
