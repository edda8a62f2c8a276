using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// Reads a room's archive beside the room: its turn says who may read and where the archive ends then, and goes on. So what
/// came later is heard live and is not in the answer, and a long page holds nobody up.
/// </summary>
internal sealed class RoomReading(
    RoomRegistry registry, RoomQueries queries, RoomSearches searches, IArchiveStore store, RoomDelivery delivery)
{
    public bool IsFor(Stanza stanza, Jid to) =>
        to.IsBare && stanza is Iq { IsRequest: true, Payload: { } payload } && queries.IsFor(payload);

    /// <summary>Answers, if need be later; null, or the error that the asker is to get.</summary>
    public async Task<StanzaError?> AnswerAsync(Iq iq, Jid from, Jid to, CancellationToken ct)
    {
        if (iq.Payload is not { } payload)
            return StanzaError.BadRequest;
        var (room, last) = (new RoomState(to.Bare), long.MaxValue);
        var look = new RoomWork(
            async (state, token) =>
            {
                room = state;
                if (state is { Exists: true, Configuration.IsArchived: true })
                    last = await store.FindLastIdAsync(state.Jid, token);
                return RoomOutcome.Unchanged(state);
            },
            StanzaKind.Iq);
        if (await registry.PostAsync(to.Bare, look) is { } failed)
            return failed;
        return searches.AreLater(from) && queries.IsSearch(iq, payload)
            ? searches.Begin(iq, from, AnswerAsync)
            : await AnswerAsync(ct);

        async ValueTask<StanzaError?> AnswerAsync(CancellationToken token)
        {
            var outcome = await queries.AnswerAsync(room, iq, payload, from, last, token);
            if (outcome.Error is { } error)
                return error;
            await delivery.SendAsync(outcome.Sends, token);
            return null;
        }
    }
}
