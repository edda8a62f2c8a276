using System.Buffers;
using System.Xml;
using System.Xml.Linq;
using BenchmarkDotNet.Attributes;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Micro;

/// <summary>One chat message from bytes to a stanza and back.</summary>
public class StanzaBenchmarks
{
    private readonly StanzaReader _reader = new(new StanzaReaderLimits());
    private readonly ArrayBufferWriter<byte> _output = new(4_096);
    private readonly Jid _to = Jid.Parse("romeo@montague.example/orchard");
    private readonly Stanza _stanza;
    private readonly EncodedStanza _encoded;

    public StanzaBenchmarks()
    {
        _reader.Read(ChatMessage.Header, out _);
        _reader.Read(ChatMessage.Bytes, out _);
        var element = _reader.Element ?? throw new InvalidOperationException("The message is not read");
        Stanza.Read(element, out var stanza);
        _stanza = stanza ?? throw new InvalidOperationException("The message is no stanza");
        _encoded = new EncodedStanza(_stanza);
    }

    [Benchmark]
    public StreamEvent ReadStanza() => _reader.Read(ChatMessage.Bytes, out _);

    [Benchmark]
    public XElement ReadWithXmlReader()
    {
        using var reader = XmlReader.Create(new MemoryStream(ChatMessage.Bytes));
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }

    [Benchmark]
    public int WriteStanza()
    {
        _output.ResetWrittenCount();
        StanzaWriter.Write(_output, _stanza, _to);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int WriteEncoded()
    {
        _output.ResetWrittenCount();
        _encoded.Write(_output, _to);
        return _output.WrittenCount;
    }
}
