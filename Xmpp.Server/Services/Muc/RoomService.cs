using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Group chat: brings each stanza to its room, or answers for the service itself.</summary>
internal sealed class RoomService(
    RoomRegistry registry, RoomDirectory directory, RoomRequests requests, RoomReading reading, RoomDelivery delivery, IRoomStore store,
    HostTable hosts, OccupantIds ids, RoomOptions options, PerHosts<FrozenSet<string>> domains, TimeProvider time) : ILocalService
{
    /// <summary>For the operator.</summary>
    public required RoomOperations Operations { get; init; }

    /// <summary>The rooms that are in memory.</summary>
    public RoomRegistry Registry => registry;

    public FrozenSet<string> RoomDomains => domains.Value;

    public IReadOnlyCollection<string> Domains => RoomDomains;

    public ValueTask<StanzaError?> HandleAsync(Stanza stanza, CancellationToken ct)
    {
        if (stanza is not { From: { } from, To: { } to })
            return new ValueTask<StanzaError?>(StanzaError.BadRequest);
        if (stanza is Iq { IsRequest: false } answer && requests.TryTake(answer, from, to) is { } asked)
            return new ValueTask<StanzaError?>(AnswerAsync(answer, asked));
        // A room sends while it is its turn: one that sent to itself would wait for itself, two to each other likewise.
        if (RoomDomains.Contains(from.Domain))
            return default;
        // Its host is about to go: whoever came in now would be told by nobody.
        if (stanza is Presence { Type: PresenceType.Available } && hosts.HostOf(to.Domain) is { } host && !hosts.IsOpen(host))
            return new ValueTask<StanzaError?>(StanzaError.RemoteServerNotFound);
        if (to.Local is null)
            return directory.HandleAsync(stanza, from, to, ct);
        if (reading.IsFor(stanza, to))
            return new ValueTask<StanzaError?>(reading.AnswerAsync((Iq)stanza, from, to, ct));
        // These come also while a room sends, from what becomes of its own stanzas: who waited for them would wait for
        // himself. They have no answer, nothing of them must be stored, and for a room in which nobody is they mean nothing.
        var isNotice = stanza is Presence { Type: PresenceType.Unavailable } or { IsError: true } or Iq { IsRequest: false };
        if (isNotice && !registry.Contains(to.Bare))
            return default;
        var work = new RoomWork((room, token) => DecideAsync(room, stanza, token), stanza.Kind);
        var known = registry.StateOf(to.Bare);
        var done = registry.PostAsync(to.Bare, work);
        if (stanza is Presence { Type: PresenceType.Available } entering && entering.Has(MucNames.X))
            return EnterAsync(entering, done, ct);
        if (isNotice)
            return default;
        return new ValueTask<StanzaError?>(
            known is { Exists: true } && RoomDisco.IsClosed(known, from) ? AsSlowlyAsNoneAsync(done, to.Domain, ct) : done);
    }

    // A room that is none is looked for in the database: a hidden one in memory must not answer a stranger sooner.
    private async Task<StanzaError?> AsSlowlyAsNoneAsync(Task<StanzaError?> done, string domain, CancellationToken ct)
    {
        await store.FindAsync(Jid.Parse($"{Guid.NewGuid():N}@{domain}"), ct);
        return await done;
    }

    /// <summary>XEP-0045 §11.2: all occupants of all rooms are told that the service stops.</summary>
    /// <param name="deadline">Then it waits no longer.</param>
    public Task ShutDownAsync(CancellationToken deadline) => ShutDownAsync(static _ => true, deadline);

    /// <summary>The same for the rooms of some domains.</summary>
    /// <param name="isOver">Which.</param>
    /// <param name="deadline">Then it waits no longer.</param>
    public async Task ShutDownAsync(Func<string, bool> isOver, CancellationToken deadline)
    {
        var told = registry.States.Where(room => isOver(room.Jid.Domain)).ToList().Select(room => registry.PostAsync(
            room.Jid,
            new RoomWork((state, _) => new ValueTask<RoomOutcome>(RoomExit.ShutDown(state)), StanzaKind.Presence)));
        try
        {
            await Task.WhenAll(told).WaitAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            // The deadline is the answer to a room that does not come to an end.
        }
    }

    /// <summary>An account is being deleted: rooms in memory forget it, too.</summary>
    public void Forget(Jid account)
    {
        foreach (var room in registry.States
            .Where(room => room.Affiliations.ContainsKey(account) || room.Wearers.ContainsKey(account)).ToList())
        {
            _ = registry.PostAsync(room.Jid, new RoomWork(
                (state, _) => new ValueTask<RoomOutcome>(RoomHeirs.Without(state, account)), StanzaKind.Iq));
        }
    }

    /// <summary>About once a second.</summary>
    public void Tick()
    {
        registry.Unload(options.UnloadAfter);
        requests.Expire();
    }

    private async ValueTask<RoomOutcome> DecideAsync(RoomState room, Stanza stanza, CancellationToken ct)
    {
        var mayCreate = room.Exists || (stanza is Presence { Type: PresenceType.Available, From: { } from }
            && stanza.Has(MucNames.X) && await MayCreateAsync(from, ct));
        var at = new RoomSurroundings(time.GetUtcNow(), options, ids, mayCreate, RoomDomains);
        return await requests.TryHandleAsync(room, stanza, at, ct) ?? RoomStanzas.Handle(room, stanza, at);
    }

    // §7.2.5 and what follows: clients know the refusal by the element that asked to come in.
    private async ValueTask<StanzaError?> EnterAsync(Presence entering, Task<StanzaError?> done, CancellationToken ct)
    {
        if (await done is not { } error || entering is not { From: { } from, To: { } to })
            return null;
        var element = error.ToElement();
        element.Add(new XAttribute("by", to.Bare.ToString()));
        var refusal = new Presence(
            new XElement(XmppNames.Presence, new XElement(MucNames.X), element), to, null, entering.Id, null, PresenceType.Error);
        await delivery.SendAsync([new RoomSend(refusal, from)], ct);
        return null;
    }

    // The answer goes back under the name that was asked.
    private async Task<StanzaError?> AnswerAsync(Iq answer, RoomRequest asked)
    {
        await requests.AnswerAsync(answer, asked);
        return null;
    }

    // §10.1.1, §14.6.
    private async ValueTask<bool> MayCreateAsync(Jid from, CancellationToken ct)
    {
        if (options.Create == RoomCreation.Nobody || (options.Create == RoomCreation.Local && !hosts.Contains(from.Domain)))
            return false;
        return options.MaxPerAccount == 0
            || registry.CountOwned(from.Bare) + await store.CountOwnedAsync(from.Bare, ct) < options.MaxPerAccount;
    }
}
