using Xmpp.Server.Features.Recovery;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.DeliveryMarks;

namespace Xmpp.Tests.Features.Recovery;

[Case("SM-08")]
public class DeliveryMarksTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example");

    [Test]
    public async Task The_mark_stands_before_the_first_message_that_is_still_under_way()
    {
        var store = new MemoryStore();
        var marks = new DeliveryMarks(store);
        var first = marks.Open(s_juliet, 10);
        var second = marks.Open(s_juliet, 20);
        var third = marks.Open(s_juliet, 30);
        second.Settle();
        await marks.FlushAsync(CancellationToken.None);
        Assert.That(store.Marks[s_juliet], Is.EqualTo(9));
        first.Settle();
        await marks.FlushAsync(CancellationToken.None);
        Assert.That(store.Marks[s_juliet], Is.EqualTo(29));
        third.Settle();
        await marks.FlushAsync(CancellationToken.None);
        Assert.That(store.Marks[s_juliet], Is.EqualTo(30));
    }

    [Test]
    public async Task Only_what_has_changed_is_written()
    {
        var store = new MemoryStore();
        var marks = new DeliveryMarks(store);
        marks.Open(s_juliet, 10).Settle();
        marks.Open(s_romeo, 11);
        await marks.FlushAsync(CancellationToken.None);
        await marks.FlushAsync(CancellationToken.None);
        Assert.That(store.Writes, Is.EqualTo(1));
        Assert.That(store.Marks.Keys, Is.EqualTo(new[] { s_juliet }));
    }

    [Test]
    public async Task What_could_not_be_written_is_written_the_next_time()
    {
        var store = new MemoryStore { Fails = true };
        var marks = new DeliveryMarks(store);
        marks.Open(s_juliet, 10).Settle();
        Assert.That(async () => await marks.FlushAsync(CancellationToken.None), Throws.InstanceOf<StorageException>());
        store.Fails = false;
        await marks.FlushAsync(CancellationToken.None);
        Assert.That(store.Marks[s_juliet], Is.EqualTo(10));
    }

    private sealed class MemoryStore : IDeliveryMarkStore
    {
        public Dictionary<Jid, long> Marks { get; } = [];
        public int Writes { get; private set; }
        public bool Fails { get; set; }
        public string Name => "marks";

        public ValueTask<long?> FindAsync(Jid account, CancellationToken ct) =>
            new(Marks.TryGetValue(account, out var mark) ? mark : null);

        public Task SetAsync(IReadOnlyList<(Jid Account, long SettledThrough)> marks, CancellationToken ct)
        {
            if (Fails)
                throw new StorageException(StorageErrorKind.Unavailable, "away");
            Writes++;
            foreach (var (account, mark) in marks)
                Marks[account] = mark;
            return Task.CompletedTask;
        }

        public Task<int> EraseAsync(Jid account, CancellationToken ct) => Task.FromResult(Marks.Remove(account) ? 1 : 0);
    }
}
