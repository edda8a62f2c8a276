using System.Collections.Concurrent;
using System.Xml.Linq;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Federation.Streams;

/// <summary>
/// Pings on streams without acknowledgements (XEP-0199 §4.3), until their answers come: on the stream of the ping, or on
/// the one that the peer has to us.
/// </summary>
internal sealed class PeerPings
{
    private static readonly XName s_ping = XName.Get("ping", "urn:xmpp:ping");

    private readonly ConcurrentDictionary<string, (DomainPair Pair, ServerStream Stream)> _sent = new(StringComparer.Ordinal);

    public int Count => _sent.Count;

    /// <summary>A ping for a stream to write at once, with an id that nobody can guess.</summary>
    public Iq Make(ServerStream stream, DomainPair pair)
    {
        var id = StreamIds.New();
        _sent[id] = (pair, stream);
        return new Iq(IqType.Get, id, Jid.Parse(pair.Local), Jid.Parse(pair.Remote), new XElement(s_ping));
    }

    /// <summary>
    /// True if the stanza answers a ping of ours. An error does it, too (RFC 6120 §8.2.3): whoever sends it has read.
    /// </summary>
    public bool TryTake(Stanza stanza)
    {
        if (stanza is not Iq { IsRequest: false, Id: { } id } || !_sent.TryGetValue(id, out var sent)
            || stanza.From != Jid.Parse(sent.Pair.Remote) || stanza.To != Jid.Parse(sent.Pair.Local) || !_sent.TryRemove(id, out _))
        {
            return false;
        }
        sent.Stream.PostAlive(id);
        return true;
    }

    public void Forget(string id) => _sent.TryRemove(id, out _);
}
