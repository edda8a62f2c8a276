using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>What the requests of a session hold, given to its stream one by one while it reads.</summary>
/// <remarks>On the session's loop.</remarks>
internal sealed class BoshInput(C2sStream stream)
{
    private readonly Queue<Item> _waiting = new(0);
    private bool _isPaused;
    private bool _isGiving;

    /// <summary>The stream has not handled everything yet.</summary>
    public bool IsBusy => _isPaused || _waiting.Count > 0;

    public void Pause() => _isPaused = true;

    public void Resume()
    {
        _isPaused = false;
        Give();
    }

    /// <summary>The request that creates the session: its attributes are the stream's header (XEP-0206 §3).</summary>
    public void Open(BoshRequest request)
    {
        _waiting.Enqueue(new Item(HeaderOf(request)));
        Give();
    }

    /// <summary>Another request.</summary>
    public void Add(BoshRequest request)
    {
        if (request.IsRestart) // XEP-0206 §5: what else is in it is ignored
        {
            Open(request);
            return;
        }
        foreach (var element in request.Elements)
            _waiting.Enqueue(new Item(Element: element, Bytes: request.Bytes / request.Elements.Count));
        if (request.IsTerminate)
            _waiting.Enqueue(new Item(IsEnd: true));
        Give();
    }

    // XEP-0206 §11: without a version it is 1.0.
    private static StreamHeader HeaderOf(BoshRequest request) =>
        StreamHeaders.OfClient(request.To, request.From, request.XmppVersion ?? "1.0", request.Lang);

    private void Give()
    {
        if (_isGiving)
            return; // whoever gives goes on
        _isGiving = true;
        while (!_isPaused && _waiting.TryDequeue(out var item))
            Give(item);
        _isGiving = false;
    }

    private void Give(in Item item)
    {
        if (item.IsEnd)
            stream.OnEnd();
        else if (item.Header is { } header && !stream.IsHeaderSent)
            stream.OnHeader(header);
        else if (item.Header is not null)
            stream.Fail(StreamError.BadFormat with { Text = "The stream is open." });
        else if (!stream.IsHeaderSent)
            stream.Fail(StreamError.BadFormat with { Text = "A restart is due (XEP-0206 §5)." });
        else if (item.Element is { } element)
            stream.OnElement(element, item.Bytes);
    }

    private readonly record struct Item(
        StreamHeader? Header = null, XElement? Element = null, int Bytes = 0, bool IsEnd = false);
}
