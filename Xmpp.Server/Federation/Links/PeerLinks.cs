using System.Collections.Concurrent;
using Xmpp.Server.Federation.Streams;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Links;

/// <summary>The way to other servers: a queue for each pair of domains (RFC 6120 §10.4, XEP-0220 §2.1.1).</summary>
internal sealed class PeerLinks(FederationServices services) : IRemoteRouter
{
    /// <summary>Above so many, those that only remember a failure are dropped: anybody here may name any domain.</summary>
    private const int KeptLinks = 10_000;

    private readonly ConcurrentDictionary<DomainPair, PeerLink> _links = new();
    private volatile bool _isStopped;

    public IEnumerable<PeerLink> All => _links.Values;

    public ValueTask<StanzaError?> RouteAsync(Stanza stanza, CancellationToken ct)
    {
        if (stanza is not { From: { } from, To: { } to } || !services.Domains.Contains(from.Domain))
            return new ValueTask<StanzaError?>(StanzaError.InternalServerError);
        var error = Post(new DomainPair(from.Domain, to.Domain), new OutboundStanza(stanza));
        return new ValueTask<StanzaError?>(error is null || !PeerBounce.IsAnswered(stanza) ? null : error);
    }

    /// <summary>Puts a stanza behind the others of its pair, or says what its sender is told.</summary>
    public StanzaError? Post(DomainPair pair, in OutboundStanza stanza)
    {
        if (_isStopped)
            return StanzaError.RemoteServerTimeout;
        if (!services.Policy.IsAllowed(pair.Remote))
            return PeerFailure.NotAllowed.Error;
        while (true)
        {
            var link = _links.GetOrAdd(pair, static (key, services) => new PeerLink(key, services), services);
            if (link.TryPost(stanza, out var error))
                return error;
        }
    }

    /// <summary>A stream by which stanzas may go to a peer that has opened it (XEP-0288).</summary>
    public void Offer(DomainPair pair, ServerStream stream)
    {
        if (!_isStopped)
            _links.GetOrAdd(pair, static (key, services) => new PeerLink(key, services), services).TryAttach(stream);
    }

    /// <summary>The peer is there: what failed before may be tried again.</summary>
    public void OnPeerSeen(string remote)
    {
        foreach (var link in _links.Values)
        {
            if (link.Pair.Remote == remote)
                link.Forgive();
        }
    }

    /// <summary>What was refused by a policy that has changed goes again at once.</summary>
    public void ForgiveAllowed()
    {
        foreach (var link in _links.Values)
        {
            if (services.Policy.IsAllowed(link.Pair.Remote))
                link.Forgive();
        }
    }

    /// <summary>Ends what goes to domains that are no longer talked to.</summary>
    public void EndForbidden()
    {
        // Those that have a stream come back with its end.
        foreach (var link in _links.Values)
        {
            if (!services.Policy.IsAllowed(link.Pair.Remote) && link.Look().Stream is null)
                link.Fail(PeerFailure.NotAllowed);
        }
    }

    /// <summary>Ends what is for hosts that have gone, and for domains that are ours now.</summary>
    public void EndMisplaced()
    {
        // Those that have a stream end with it.
        foreach (var link in _links.Values)
        {
            if (services.Domains.IsMisplaced(link.Pair) && link.Look().Stream is null)
                link.Fail(PeerFailure.Moved);
        }
    }

    public void Tick()
    {
        foreach (var (pair, link) in _links)
        {
            link.Tick();
            if (link.TryRemove(isCrowded: _links.Count > KeptLinks))
                _links.TryRemove(KeyValuePair.Create(pair, link));
        }
    }

    /// <summary>The server stops: nothing new is connected.</summary>
    public void Stop()
    {
        _isStopped = true;
        foreach (var link in _links.Values)
            link.Stop();
    }

    /// <summary>After <see cref="Stop"/>: the messages that go no further.</summary>
    public int CountLeft() => _links.Values.Sum(link => link.CountLeft());
}
