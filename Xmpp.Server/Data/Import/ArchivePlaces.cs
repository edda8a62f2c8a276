using System.Buffers.Binary;
using System.Security.Cryptography;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Data.Import;

/// <summary>
/// Where messages of a batch go in an archive that may have some of them. It is asked in the order of their times, and reads no
/// more of the archive than lies around them.
/// </summary>
/// <param name="archive">What may have them.</param>
/// <param name="owner">Whose.</param>
/// <param name="last">The latest time of the batch.</param>
internal sealed class ArchivePlaces(IArchiveStore archive, Jid owner, long last)
{
    /// <summary>Messages that find a place behind one time. Each of them has to be compared with those before it.</summary>
    public const int MostOfOneTime = 10_000;

    /// <summary>Messages and octets of what is read at once.</summary>
    private const int Page = 1000, PageBytes = 16 * 1024 * 1024;

    /// <summary>So far behind a time is read with it.</summary>
    private const int Near = 500;

    // A hash is what many large messages can be kept as.
    private readonly Dictionary<long, UInt128> _there = [];
    private readonly HashSet<long> _taken = [];
    private long _readTo = long.MinValue;

    /// <summary>Nothing of the archive is at these times or later.</summary>
    public bool IsFree
    {
        init => _readTo = value ? long.MaxValue : long.MinValue;
    }

    /// <summary>The next free place, or where the message is already; null if there are too many of that time.</summary>
    public async ValueTask<(long Id, bool IsThere)?> FindAsync(long at, byte[] stanza, CancellationToken ct)
    {
        var hash = HashOf(stanza);
        for (var id = at; id < at + MostOfOneTime; id++)
        {
            if (_taken.Contains(id))
                continue;
            if (id > _readTo)
                await ReadAsync(id, ct);
            var isThere = _there.TryGetValue(id, out var there);
            if (isThere && there != hash)
                continue;
            _taken.Add(id);
            return (id, isThere);
        }
        return null;
    }

    // First the whole batch's places, if they are few, as when an import is repeated; then those around one message.
    private async ValueTask ReadAsync(long first, CancellationToken ct)
    {
        var query = new ArchiveQuery
        {
            First = first,
            Last = (_readTo == long.MinValue ? Math.Max(first, last) : first) + Near,
            MaxMessages = Page,
            MaxBytes = PageBytes,
        };
        var page = await archive.ReadAsync(owner, query, ct);
        foreach (var message in page?.Messages ?? [])
            _there[message.Id] = HashOf(message.Stanza);
        _readTo = page is { IsComplete: false, Messages: [.., var end] } ? end.Id : query.Last;
    }

    private static UInt128 HashOf(byte[] stanza) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(stanza));
}
