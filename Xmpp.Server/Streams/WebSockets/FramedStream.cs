using System.Xml.Linq;
using Xmpp.Server.Transport.WebSockets;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Streams.WebSockets;

/// <summary>Reads the messages of a WebSocket (RFC 7395 §3.3) for a client's stream: each is one element.</summary>
internal sealed class FramedStream(C2sStream stream) : IMessageHandler
{
    private static readonly XName s_open = StreamNames.Framing + "open";
    private static readonly XName s_close = StreamNames.Framing + "close";

    /// <summary>RFC 6455 §5.2: the least that a frame of a client's costs, also one with nothing in it.</summary>
    private const int FrameBytes = 6;

    public int MaxMessageBytes => stream.ReaderLimits.MaxBytes;

    public void OnOpened() => stream.OnOpened();

    public void OnMessage(ReadOnlySpan<byte> bytes, bool isText)
    {
        if (stream.IsEnded || !stream.TryCount(FrameBytes + bytes.Length))
            return;
        if (!isText)
            stream.Fail(StreamError.BadFormat with { Text = "Messages are text (RFC 7395 §3.2)." });
        else if (bytes.Length > MaxMessageBytes)
            stream.Fail(StreamError.StanzaTooBig);
        else if (bytes.ContainsAnyExcept(" \n\r\t"u8)) // §3.8: no white space; cases WEB-04: who sends it all the same does no harm
            Read(bytes);
    }

    public void OnWritabilityChanged() => stream.OnWritabilityChanged();

    public void OnClosed(Exception? cause) => stream.OnClosed(cause);

    private void Read(ReadOnlySpan<byte> bytes)
    {
        if (!StanzaReader.TryReadElement(bytes, stream.ReaderLimits, out var element, out var error))
            stream.Fail(error);
        else if (element.Name == s_close)
            stream.OnEnd();
        else if (element.Name == s_open)
            Open(element);
        else if (!stream.IsHeaderSent)
            stream.Fail(StreamError.InvalidNamespace); // §3.3.2
        else
            stream.OnElement(element, bytes.Length);
    }

    private void Open(XElement open)
    {
        if (stream.IsHeaderSent)
        {
            stream.Fail(StreamError.BadFormat with { Text = "The stream is open." });
            return;
        }
        stream.OnHeader(StreamHeaders.OfClient(
            (string?)open.Attribute(XmppNames.To), (string?)open.Attribute(XmppNames.From), (string?)open.Attribute("version"),
            (string?)open.Attribute(XmppNames.Lang)));
    }
}
