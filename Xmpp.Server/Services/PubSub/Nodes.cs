using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>
/// The nodes, in memory as far as they are used, and their changes, which are serial for all nodes of an account and for
/// each node of a service. What is in memory is durable.
/// </summary>
internal sealed class Nodes
{
    private const int Stripes = 256;
    private const int Together = 100;

    private readonly IPubSubStore _store;
    private readonly NodeCache _cache;
    private readonly SemaphoreSlim[] _changing = NewLocks();
    private readonly SemaphoreSlim[] _telling = NewLocks();

    /// <param name="store">Where they are kept.</param>
    /// <param name="capacity">Accounts and nodes of services that are kept in memory.</param>
    public Nodes(IPubSubStore store, int capacity)
    {
        _store = store;
        _cache = new NodeCache(capacity);
        store.Erased = _ => _cache.ForgetAll(); // rare, and what an account was to others may be anywhere
    }

    public async ValueTask<Node?> FindAsync(Jid owner, string name, CancellationToken ct) =>
        (await ReadAsync(NodeKey.Of(owner, name), ct)).GetValueOrDefault(name);

    /// <summary>All nodes of an account.</summary>
    public async ValueTask<IEnumerable<Node>> OfAccountAsync(Jid account, CancellationToken ct) =>
        (await ReadAsync(new NodeKey(account.Bare, null), ct)).Values;

    /// <summary>Reads the nodes of those accounts that are not in memory, many at once.</summary>
    public async Task PreloadAsync(IEnumerable<Jid> accounts, CancellationToken ct)
    {
        foreach (var some in accounts.Where(a => _cache.Find(new NodeKey(a, null)) is null).Chunk(Together))
        {
            var changes = _cache.Changes;
            var found = (await _store.LoadManyAsync(some, ct)).ToLookup(node => node.Owner);
            foreach (var account in some)
                _cache.Add(new NodeKey(account, null), ToDictionary(found[account]), changes);
        }
    }

    /// <summary>True if it is known, without asking the store, that the account has no node.</summary>
    public bool HasNone(Jid account) => _cache.Find(new NodeKey(account.Bare, null)) is { Count: 0 };

    /// <summary>
    /// Carries out a change of the newest state; nobody else changes this node meanwhile, and what is told of it is told
    /// in the order of the changes.
    /// </summary>
    /// <param name="owner">Whose node.</param>
    /// <param name="name">Its NodeID.</param>
    /// <param name="change">Stores the change and says what the node is after it.</param>
    /// <param name="ct">Cancels before the change begins.</param>
    public async Task<T> ChangeAsync<T>(
        Jid owner, string name, Func<Node?, CancellationToken, Task<NodeChange<T>>> change, CancellationToken ct)
    {
        var key = NodeKey.Of(owner, name);
        var stripe = key.GetHashCode() & (Stripes - 1);
        NodeChange<T> done;
        await _changing[stripe].WaitAsync(ct);
        try
        {
            done = await ChangeAsync(key, name, change, ct);
            if (done.Tell is not null)
                await _telling[stripe].WaitAsync(ct); // before the next change may begin
        }
        finally
        {
            _changing[stripe].Release();
        }
        if (done.Tell is not { } tell)
            return done.Result;
        try
        {
            await tell(ct);
        }
        finally
        {
            _telling[stripe].Release();
        }
        return done.Result;
    }

    /// <summary>
    /// Does something between two changes: all that were before have been told, and those that come later are carried out when
    /// it is done. So what it reads and sends neither crosses with a notification nor repeats one.
    /// </summary>
    public async Task BetweenChangesAsync(Jid owner, string name, Func<CancellationToken, Task> act, CancellationToken ct)
    {
        var stripe = NodeKey.Of(owner, name).GetHashCode() & (Stripes - 1);
        await _changing[stripe].WaitAsync(ct); // held throughout: a change that is carried out and not told yet would be read, too
        try
        {
            await _telling[stripe].WaitAsync(ct);
            try
            {
                await act(ct);
            }
            finally
            {
                _telling[stripe].Release();
            }
        }
        finally
        {
            _changing[stripe].Release();
        }
    }

    private async Task<NodeChange<T>> ChangeAsync<T>(
        NodeKey key, string name, Func<Node?, CancellationToken, Task<NodeChange<T>>> change, CancellationToken ct)
    {
        var erasures = _cache.Erasures;
        var before = await ReadAsync(key, ct);
        var node = before.GetValueOrDefault(name);
        try
        {
            var done = await change(node, ct);
            if (!ReferenceEquals(done.After, node))
                _cache.Set(key, done.After is null ? before.Remove(name) : before.SetItem(name, done.After), erasures);
            return done;
        }
        catch
        {
            _cache.Forget(key); // it may be carried out all the same
            throw;
        }
    }

    // Takes no lock: whoever tells of a change reads nodes of others.
    private async ValueTask<ImmutableDictionary<string, Node>> ReadAsync(NodeKey key, CancellationToken ct)
    {
        if (_cache.Find(key) is { } known)
            return known;
        var changes = _cache.Changes;
        var read = await LoadAsync(key, ct);
        _cache.Add(key, read, changes);
        return read;
    }

    private async Task<ImmutableDictionary<string, Node>> LoadAsync(NodeKey key, CancellationToken ct)
    {
        var stored = key.Name is null
            ? await _store.LoadAsync(key.Owner, ct)
            : await _store.FindAsync(key.Owner, key.Name, ct) is { } found ? [found] : [];
        return ToDictionary(stored);
    }

    private static ImmutableDictionary<string, Node> ToDictionary(IEnumerable<PubSubNode> stored) =>
        stored.Select(Node.From).ToImmutableDictionary(node => node.Name, StringComparer.Ordinal);

    private static SemaphoreSlim[] NewLocks() => [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
}
