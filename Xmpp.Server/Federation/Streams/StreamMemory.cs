using System.Collections.Concurrent;
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

    /// <summary>False when so much is remembered that no more resumption is promised.</summary>
    public bool HasRoom => _kept.Count < services.Options.Connections;

    /// <summary>A stream has acknowledgements now.</summary>
    public void Remember(IncomingStream stream, ServerAcks acks)
    {
        if (acks.Counters.IsResumable)
            _kept[acks.Counters.Id] = new Kept(stream, acks);
    }

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
                _kept[id] = new Kept(stream, resumed);
            }
            else
            {
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
                _kept.TryRemove(id, out _);
        }
    }

    private sealed class Kept(IncomingStream stream, ServerAcks acks)
    {
        public IncomingStream Stream => stream;
        public ServerAcks Acks => acks;
        public long? EndedAt { get; set; }
    }
}
