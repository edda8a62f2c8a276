using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Streams;

/// <summary>Resource binding (RFC 6120 §7): makes the session.</summary>
internal sealed class ResourceBinding(
    SessionDirectory directory, AccountCaches caches, SessionEnds ends, ServerOptions options, WireLog wireLog,
    ServerMetrics metrics, TimeProvider time)
{
    private const int MaxAttempts = 5;

    public static bool IsRequest(XElement element) =>
        element.Name == XmppNames.Iq && (string?)element.Attribute(XmppNames.Type) == "set"
        && element.Element(StreamNames.Bind) is not null;

    /// <summary>Binds; what the stanza path reads of the account is in memory when it is done.</summary>
    /// <returns>The session and the result, or no session and an error.</returns>
    public async ValueTask<(Session? Session, Stanza Reply)> BindAsync(
        Jid account, XElement element, StreamLink link, bool isAnonymous, CancellationToken ct)
    {
        var id = (string?)element.Attribute(XmppNames.Id) ?? "";
        var bind = element.Element(StreamNames.Bind);
        var asked = bind?.Element(StreamNames.BindResource)?.Value;
        // §7.6: no resource, or an empty one: the server makes it up.
        if (!account.TryWithResource(string.IsNullOrEmpty(asked) ? StreamIds.New() : asked, out var fullJid))
            return (null, Refusal(id, StanzaError.BadRequest)); // §7.7.2.1
        try
        {
            await caches.PinAsync(account, ct);
        }
        catch (StorageException e)
        {
            return (null, Refusal(id, Router.ErrorOf(e)));
        }
        var (session, refusal) = await AddAsync(fullJid, link, isAnonymous, ct);
        if (session is null)
        {
            await caches.UnpinAsync(account, ct);
            return (null, Refusal(id, refusal));
        }
        metrics.SessionOpened();
        return (session, new Iq(IqType.Result, id, null, null,
            new XElement(StreamNames.Bind, new XElement(StreamNames.BindJid, session.FullJid.ToString()))));
    }

    private async ValueTask<(Session? Session, StanzaError Refusal)> AddAsync(
        Jid fullJid, StreamLink link, bool isAnonymous, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var session = NewSession(fullJid, link, isAnonymous);
            var resource = new Resource(fullJid, session.Id, time.GetUtcNow());
            if (directory.TryAdd(session, resource, options.Limits.ResourcesPerAccount, out var existing))
            {
                if (ends.LeavingAsync(fullJid) is { } leaving)
                    await leaving.WaitAsync(ct);
                return (session, StanzaError.Conflict);
            }
            existing ??= directory.Find(fullJid.Bare).FirstOrDefault(GivesWay); // the oldest
            if (existing is null)
                return (null, StanzaError.ResourceConstraint); // §7.6.2.1: the account has as many as it may have
            if (GivesWay(existing))
            {
                await ReplaceAsync(existing, ct);
                continue;
            }
            switch (options.Binding.Conflict)
            {
                case ResourceConflict.Reject:
                    return (null, StanzaError.Conflict); // §7.7.2.2 case 2
                case ResourceConflict.Replace:
                    await ReplaceAsync(existing, ct); // §7.7.2.2 case 3
                    break;
                default:
                    if (!fullJid.Bare.TryWithResource($"{fullJid.Resource} {StreamIds.New()[..8]}", out var other))
                        other = fullJid.Bare.TryWithResource(StreamIds.New(), out var made) ? made : fullJid;
                    fullJid = other; // §7.7.2.2 case 1
                    break;
            }
        }
        return (null, StanzaError.Conflict);
    }

    // Contacts see the old resource go before the new one comes (cases AUTH-15).
    private async ValueTask ReplaceAsync(Resource existing, CancellationToken ct)
    {
        if (directory.FindSession(existing.FullJid.Bare, existing.SessionId) is not { } old)
            return;
        await old.FailAsync(StreamError.Conflict);
        await ends.EndAsync(old, ct);
    }

    // §7.7.2.2 is about a resource in use. Of a session without a stream either this is the client, or it is not there; or it
    // has left since it was found.
    private bool GivesWay(Resource resource) =>
        resource.IsHibernating || directory.FindSession(resource.FullJid.Bare, resource.SessionId) is not { IsStreamOver: false };

    private Session NewSession(Jid fullJid, StreamLink link, bool isAnonymous) => new(
        Session.NewId(), fullJid, link,
        new Outbox(options.Limits.OutboxStanzas, options.Limits.OutboxBytes), wireLog, metrics,
        options.Features.ClientState, time)
    {
        IsAnonymous = isAnonymous,
        BeginEnd = ends.Begin,
    };

    private static Iq Refusal(string id, StanzaError error) =>
        new(new XElement(XmppNames.Iq, error.ToElement()), null, null, id, null, IqType.Error);
}
