using System.Diagnostics.CodeAnalysis;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>
/// The requests of a session: which may come (XEP-0124 §11, §14.2), in which order they are taken, and what is answered
/// to those that come again (§14.3). It knows no stream and no clock.
/// </summary>
/// <remarks>On the session's loop.</remarks>
/// <param name="terms">What the client was told.</param>
/// <param name="created">The request that has created the session: it is the next to be taken.</param>
internal sealed class BoshExchange(BoshTerms terms, BoshRequest created)
{
    private readonly SortedList<long, BoshRequest> _early = [];
    private readonly Queue<BoshRequest> _held = new();
    private readonly Queue<(long Rid, string? Key, ReadOnlyMemory<byte> Body)> _answers = new();
    private readonly BoshKeys _keys = new(null);
    private long _taken = created.Rid - 1;

    /// <summary>Requests that have been taken and not answered.</summary>
    public int Held => _held.Count;

    /// <summary>The one that is answered next.</summary>
    public BoshRequest? Next => _held.TryPeek(out var next) ? next : null;

    /// <summary>True if an answer would reach the client.</summary>
    public bool HasListener
    {
        get
        {
            foreach (var request in _held)
            {
                if (!request.IsBroken)
                    return true;
            }
            return false;
        }
    }

    /// <summary>
    /// A request has come. What comes again is answered here; what is new waits until it is its turn. A condition of §17.2
    /// ends the session.
    /// </summary>
    public string? Receive(BoshRequest request)
    {
        if (request.Rid <= _taken)
            return Repeat(request);
        // §14.2, and §11: one more to pause or to end. From the last that was answered: what is taken may wait for a stream
        // that does not read, and whoever gives up each request at once must not bring any number of them.
        var window = terms.Requests + (request.IsTerminate || request.Pause is not null ? 1 : 0);
        if (request.Rid > _taken - _held.Count + window)
            return BoshNames.ItemNotFound;
        if (_early.Remove(request.Rid, out var before))
            before.Answer(BoshAnswer.Recoverable);
        _early.Add(request.Rid, request);
        return null;
    }

    /// <summary>The next request in order, which is held from now on; or a condition that ends the session.</summary>
    public bool TryTake([NotNullWhen(true)] out BoshRequest? request, out string? condition)
    {
        condition = null;
        if (!_early.Remove(_taken + 1, out request))
            return false;
        _held.Enqueue(request);
        _taken++;
        if (!_keys.TryAccept(request.Key, request.NewKey))
            condition = BoshNames.ItemNotFound; // §15.4: and nothing of it is processed
        return true;
    }

    /// <summary>Answers the oldest that is held; the body is kept for the case that it gets lost on the way.</summary>
    public void Answer(ReadOnlyMemory<byte> body)
    {
        var request = _held.Dequeue();
        if (request.Pause is null)
            _answers.Enqueue((request.Rid, request.Key, body));
        if (_answers.Count > terms.Requests)
            _answers.Dequeue();
        request.Answer(body);
    }

    /// <summary>The session is over: one is told so, the others get what is left to say.</summary>
    /// <param name="told">Which; null for the oldest.</param>
    /// <param name="body">What it is told.</param>
    /// <param name="others">What the others are told.</param>
    /// <returns>False if nobody was there to be told.</returns>
    public bool End(BoshRequest? told, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> others)
    {
        told ??= _held.Concat(_early.Values).FirstOrDefault(static request => !request.IsBroken);
        told?.Answer(body);
        foreach (var request in _held.Concat(_early.Values))
            request.Answer(others);
        _held.Clear();
        _early.Clear();
        return told is not null;
    }

    // §14.3. Who shows another key than the first time is somebody else.
    private string? Repeat(BoshRequest request)
    {
        foreach (var (rid, key, body) in _answers)
        {
            if (rid == request.Rid && key == request.Key)
            {
                request.Answer(body);
                return null;
            }
        }
        if (!_held.Any(held => held.Rid == request.Rid && held.Key == request.Key))
            return BoshNames.ItemNotFound;
        for (var i = _held.Count; i > 0; i--)
        {
            var held = _held.Dequeue();
            _held.Enqueue(held.Rid == request.Rid ? request : held);
            if (held.Rid == request.Rid)
                held.Answer(BoshAnswer.Recoverable);
        }
        return null;
    }
}
