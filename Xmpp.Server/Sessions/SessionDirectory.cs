using System.Collections.Concurrent;
using System.Collections.Immutable;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>The sessions of this node by account. Reading takes no lock; changes of one account are serial.</summary>
internal sealed class SessionDirectory(TimeProvider time) : ISessionDirectory
{
    private readonly ConcurrentDictionary<Jid, Entry> _accounts = new();
    private readonly Lock[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private int _count;

    /// <summary>Ends a session whose outbox is full: when it completes, what it was not sent is in line before anything newer.</summary>
    public Func<Session, CancellationToken, Task> EndAsync { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Accounts to which older messages are just being brought.</summary>
    public CatchUps CatchUps { get; } = new(time);

    /// <summary>Bound sessions.</summary>
    public int Count => Volatile.Read(ref _count);

    public ValueTask<ImmutableArray<Resource>> FindAsync(Jid account, CancellationToken ct) => new(Find(account));

    public ImmutableArray<Resource> Find(Jid account) =>
        _accounts.TryGetValue(account, out var entry) ? entry.Resources : [];

    public Task? CaughtUpAsync(Jid account) => CatchUps.OverAsync(account);

    public ValueTask<HandOver> DeliverAsync(Resource resource, OutboundStanza stanza, CancellationToken ct)
    {
        if (FindSession(resource.FullJid.Bare, resource.SessionId) is not { } session)
            return new ValueTask<HandOver>(HandOver.Gone);
        // RFC 6121 §4.6.1: who goes away needs no unavailable presence of ours.
        if (!resource.Directed.IsEmpty && stanza.Stanza is Presence { Type: PresenceType.Unavailable, From: { } from })
            Update(session, r => r with { Directed = r.Directed.Remove(from) });
        var outcome = session.Post(stanza);
        return outcome == HandOver.Full ? EndFullAsync(session, ct) : new ValueTask<HandOver>(outcome);
    }

    public HandOver Post(Resource resource, OutboundStanza stanza)
    {
        if (FindSession(resource.FullJid.Bare, resource.SessionId) is not { } session)
            return HandOver.Gone;
        var outcome = session.Post(stanza);
        if (outcome == HandOver.Full)
            session.BeginEnd(session);
        return outcome;
    }

    public Task? RoomAsync(Resource resource) =>
        FindSession(resource.FullJid.Bare, resource.SessionId)?.RoomAsync();

    public Session? FindSession(Jid account, long sessionId)
    {
        if (!_accounts.TryGetValue(account, out var entry))
            return null;
        foreach (var session in entry.Sessions)
        {
            if (session.Id == sessionId)
                return session;
        }
        return null;
    }

    /// <summary>The snapshot of a session, or null when it is over.</summary>
    public Resource? FindResource(Session session)
    {
        foreach (var resource in Find(session.Account))
        {
            if (resource.SessionId == session.Id)
                return resource;
        }
        return null;
    }

    /// <summary>The live sessions of an account, for what only this node may do with them (closing them).</summary>
    public ImmutableArray<Session> Sessions(Jid account) =>
        _accounts.TryGetValue(account, out var entry) ? entry.Sessions : [];

    /// <summary>All live sessions, for an orderly end.</summary>
    public IEnumerable<Session> AllSessions() => _accounts.Values.SelectMany(e => e.Sessions);

    /// <summary>Adds a session unless its address is taken or the account has <paramref name="maxResources"/>.</summary>
    /// <param name="existing">The resource that has the address, or null when the account is full.</param>
    public bool TryAdd(Session session, Resource resource, int maxResources, out Resource? existing)
    {
        lock (LockOf(session.Account))
        {
            var entry = _accounts.GetValueOrDefault(session.Account, Entry.Empty);
            existing = entry.Resources.FirstOrDefault(r => r.FullJid == session.FullJid);
            if (existing is not null || entry.Resources.Length >= maxResources)
                return false;
            _accounts[session.Account] = new Entry(entry.Resources.Add(resource), entry.Sessions.Add(session));
            Interlocked.Increment(ref _count);
            return true;
        }
    }

    /// <summary>Removes exactly this session (never a later one with its address); gives its last snapshot.</summary>
    public Resource? Remove(Session session)
    {
        lock (LockOf(session.Account))
        {
            if (!_accounts.TryGetValue(session.Account, out var entry))
                return null;
            var index = IndexOf(entry, session.Id);
            if (index < 0)
                return null;
            var removed = entry.Resources[index];
            var left = new Entry(entry.Resources.RemoveAt(index), entry.Sessions.RemoveAt(index));
            if (left.Sessions.IsEmpty)
                _accounts.TryRemove(session.Account, out _);
            else
                _accounts[session.Account] = left;
            Interlocked.Decrement(ref _count);
            return removed;
        }
    }

    /// <summary>Swaps a session's snapshot; gives the one before, or null if the session is gone.</summary>
    public Resource? Update(Session session, Func<Resource, Resource> change) =>
        Update(session.Account, session.Id, change);

    public Resource? Update(Jid account, long sessionId, Func<Resource, Resource> change)
    {
        lock (LockOf(account))
        {
            if (!_accounts.TryGetValue(account, out var entry))
                return null;
            var index = IndexOf(entry, sessionId);
            if (index < 0)
                return null;
            var before = entry.Resources[index];
            _accounts[account] = entry with { Resources = entry.Resources.SetItem(index, change(before)) };
            return before;
        }
    }

    private async ValueTask<HandOver> EndFullAsync(Session session, CancellationToken ct)
    {
        await EndAsync(session, ct);
        return HandOver.Full;
    }

    private static int IndexOf(Entry entry, long sessionId)
    {
        for (var i = 0; i < entry.Sessions.Length; i++)
        {
            if (entry.Sessions[i].Id == sessionId)
                return i;
        }
        return -1;
    }

    private Lock LockOf(Jid account) => _locks[account.GetHashCode() & 63];

    /// <summary>Two arrays with the same order.</summary>
    private sealed record Entry(ImmutableArray<Resource> Resources, ImmutableArray<Session> Sessions)
    {
        public static readonly Entry Empty = new([], []);
    }
}
