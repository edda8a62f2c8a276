using System.Collections.Concurrent;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration;

/// <summary>Messages of a host to its users: to all who are online, and the message of the day (XEP-0133 §4.23, §4.24).</summary>
internal sealed class Announcements(IHostMessageStore store, SessionDirectory sessions, Func<Router> router)
{
    private const string Day = "motd";

    /// <summary>Above it everybody is forgotten, and may be told once more.</summary>
    private const int MaxTold = 1_000_000;

    private readonly ConcurrentDictionary<Jid, bool> _told = new();
    private volatile IReadOnlyDictionary<string, string>? _texts;

    /// <summary>Tells everybody of that host who has a session; how many sessions that were.</summary>
    public async Task<int> SendAsync(string host, string? subject, string text, CancellationToken ct)
    {
        var count = 0;
        foreach (var session in sessions.AllSessions().Where(session => session.Account.Domain == host).ToList())
        {
            await TellAsync(session.FullJid, subject, text, ct);
            count++;
        }
        return count;
    }

    public Task<string?> FindMessageOfTheDayAsync(string host, CancellationToken ct) => store.FindAsync(host, Day, ct);

    /// <summary>Everybody gets it once, at his next login; null takes it away.</summary>
    public async Task SetMessageOfTheDayAsync(string host, string? text, CancellationToken ct)
    {
        await store.SetAsync(host, Day, text, ct);
        _texts = null;
        foreach (var account in _told.Keys.Where(account => account.Domain == host))
            _told.TryRemove(account, out _);
    }

    /// <summary>Somebody can be told something now.</summary>
    public async ValueTask OnReadyAsync(Resource resource, CancellationToken ct)
    {
        var texts = _texts ??= await store.ListAsync(Day, ct);
        var account = resource.FullJid.Bare;
        if (!texts.TryGetValue(account.Domain, out var text))
            return;
        if (_told.Count >= MaxTold)
            _told.Clear();
        if (_told.TryAdd(account, true))
            await TellAsync(resource.FullJid, null, text, ct);
    }

    // A headline is neither archived nor kept for later (RFC 6121 §5.2.2): it is of the moment.
    private ValueTask TellAsync(Jid to, string? subject, string text, CancellationToken ct)
    {
        var from = Jid.Parse(to.Domain);
        var element = new XElement(
            XmppNames.Message,
            new XAttribute(XmppNames.From, from.ToString()), new XAttribute(XmppNames.To, to.ToString()),
            new XAttribute(XmppNames.Type, "headline"),
            subject is null ? null : new XElement(XmppNames.Subject, subject),
            new XElement(XmppNames.Body, text));
        var message = new Message(element, from, to, null, null, "headline");
        return router().RouteAsync(new StanzaContext(message, from, to, StanzaOrigin.Server), ct);
    }
}
