using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.EntityCaps;

/// <summary>
/// What clients want notifications of, by the hash in their presence (XEP-0115 §5.4): asked for once, checked, and then
/// known for everybody who sends that hash.
/// </summary>
internal sealed class EntityCapsCache(
    Func<Router> router, SentIqs sent, PepOptions options, PubSubMetrics metrics, BackgroundWork background, TimeProvider time)
{
    private static readonly XName s_query = XNamespace.Get("http://jabber.org/protocol/disco#info") + "query";

    private readonly Lock _lock = new();
    private Dictionary<CapsKey, CapsEntry> _young = [];
    private Dictionary<CapsKey, CapsEntry> _old = [];

    /// <summary>At once, if the hash is known.</summary>
    public bool TryGet(CapsKey key, [NotNullWhen(true)] out NotifySet? nodes)
    {
        lock (_lock)
            nodes = Find(key)?.Nodes;
        return nodes is not null;
    }

    /// <summary>
    /// Calls back when the hash is known, at once if it is; asks the client if nobody has been asked yet. Nothing is called
    /// if no client gives an answer that has the hash (cases PUB-03: then it wants no notifications).
    /// </summary>
    /// <param name="asker">The account that asks (bare JID).</param>
    /// <param name="client">The resource whose presence it was.</param>
    /// <param name="key">What the presence said.</param>
    /// <param name="then">Any thread. Must not wait.</param>
    /// <returns>False if so many wait already that this one does not.</returns>
    public bool WhenKnown(Jid asker, Jid client, CapsKey key, Action<NotifySet> then)
    {
        NotifySet? known;
        var (asks, isKept) = (false, true);
        lock (_lock)
        {
            var entry = Find(key) ?? Add(key);
            known = entry.Nodes;
            if (known is null)
            {
                isKept = entry.Waiting < options.MaxWaiting;
                asks = entry.Wait(asker, client, then, options.MaxWaiting, time.GetUtcNow() - options.CapsRetry);
            }
        }
        if (known is not null)
            then(known);
        else if (asks)
            Ask(asker, client, key);
        return isKept;
    }

    private void Ask(Jid asker, Jid client, CapsKey key)
    {
        var query = new XElement(s_query, new XAttribute("node", key.Node)); // XEP-0115 §6.2
        var iq = new Iq(IqType.Get, StreamIds.New(), asker, client, query);
        if (sent.TryAdd(iq.Id ?? "", client, options.CapsTimeout, answer => OnAnswer(key, answer)))
        {
            metrics.CapabilitiesAsked();
            background.Run("capabilities", async ct => await router().RouteAsync(
                new StanzaContext(iq, asker, client, StanzaOrigin.Server), ct));
            return;
        }
        OnAnswer(key, null);
    }

    private void OnAnswer(CapsKey key, Iq? answer)
    {
        var query = answer is { IsError: false } ? answer.Element.Element(s_query) : null;
        var nodes = query is not null && CapsHash.Matches(key, query) ? NotifySet.Of(query) : null;
        List<Action<NotifySet>> waiting = [];
        (Jid Asker, Jid Client)? next = null;
        lock (_lock)
        {
            if (Find(key) is { } entry)
            {
                if (nodes is not null)
                    waiting = entry.Complete(nodes);
                else
                    next = entry.Next(time.GetUtcNow()); // §5.4, rule 3.9: another one who sends that hash
            }
        }
        if (next is var (asker, client))
            Ask(asker, client, key);
        if (nodes is not null)
            waiting.ForEach(then => then(nodes));
    }

    private CapsEntry? Find(CapsKey key)
    {
        if (_young.TryGetValue(key, out var entry))
            return entry;
        if (!_old.Remove(key, out entry))
            return null;
        Keep(key, entry);
        return entry;
    }

    private CapsEntry Add(CapsKey key)
    {
        var entry = new CapsEntry();
        Keep(key, entry);
        return entry;
    }

    private void Keep(CapsKey key, CapsEntry entry)
    {
        if (_young.Count >= options.CachedCaps)
            (_young, _old) = ([], _young);
        _young[key] = entry;
    }
}
