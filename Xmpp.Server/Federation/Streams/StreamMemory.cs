using System.Collections.Concurrent;
using System.Net;
using System.Xml.Linq;
using Xmpp.Server.StreamManagement;

namespace Xmpp.Server.Federation.Streams;

/// <summary>
/// What was counted on streams of peers that are over, so that a peer can resume one, or at least learn what has arrived
/// (XEP-0198 §5).
/// </summary>
internal sealed class StreamMemory(FederationServices services)
{
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly NetworkShares _places = new(() => services.Options.Connections);

    /// <summary>Takes a place for a stream that shall be remembered; false when no resumption is promised any more.</summary>
    /// <param name="address">Where the peer is: whoever opens streams only to leave them leaves room for others.</param>
    public bool TryTakePlace(IPAddress address) => _places.TryTake(address);

    /// <summary>A stream that has a place has acknowledgements now.</summary>
    public void Remember(IncomingStream stream, ServerAcks acks, IPAddress address) =>
        _kept[acks.Counters.Id] = new Kept(stream, acks, address);

    public void OnEnded(IncomingStream stream)
    {
        if (stream.Acks is { } acks && _kept.TryGetValue(acks.Counters.Id, out var kept) && kept.Stream == stream)
            kept.EndedAt = services.Time.GetTimestamp();
    }

    /// <summary>Answers a peer's wish to resume; the peer must have proved what the stream before had.</summary>
    public async Task ResumeAsync(IncomingStream stream, XElement request)
    {
        var id = (string?)request.Attribute("previd") ?? "";
        XElement reply;
        ServerAcks? resumed = null;
        if (!_kept.TryGetValue(id, out var kept) || !kept.Stream.Proved.All(stream.Proved.Contains)
            || !_kept.TryRemove(KeyValuePair.Create(id, kept)))
        {
            reply = SmElements.NewFailed("item-not-found");
        }
        else
        {
            await kept.Stream.ReleaseAsync(); // what is being handled still counts
            // Where stanzas of ours were sent, too, they are on their way by another stream already.
            if (kept.Acks.Counters.Sent == 0)
            {
                resumed = kept.Acks;
                reply = SmElements.NewResumed(resumed.Counters);
                _kept[id] = new Kept(stream, resumed, kept.Address);
            }
            else
            {
                _places.Leave(kept.Address);
                reply = SmElements.NewFailed("item-not-found", kept.Acks.Counters.Handled);
            }
        }
        await stream.WhenOnLoop();
        if (!stream.OnResumption(reply, resumed) && _kept.TryGetValue(id, out var left) && left.Stream == stream)
            left.EndedAt = services.Time.GetTimestamp(); // it was gone before it could be told
    }

    public void Tick()
    {
        foreach (var (id, kept) in _kept)
        {
            if (kept.EndedAt is { } ended && services.Time.GetElapsedTime(ended) >= services.Options.ResumeTimeout)
                Forget(id);
        }
    }

    private void Forget(string id)
    {
        if (_kept.TryRemove(id, out var kept))
            _places.Leave(kept.Address);
    }

    private sealed class Kept(IncomingStream stream, ServerAcks acks, IPAddress address)
    {
        public IPAddress Address => address;
        public IncomingStream Stream => stream;
        public ServerAcks Acks => acks;
        public long? EndedAt { get; set; }
    }
}
