using System.Text;
using BenchmarkDotNet.Attributes;
using Xmpp.Server.Features.Archive;

namespace Xmpp.Micro;

/// <summary>XEP-0431: what one message costs when an archive is read into the index, and when it is looked at in a search.</summary>
public class SearchBenchmarks
{
    private readonly byte[] _stanza = Encoding.UTF8.GetBytes(
        "<message xmlns='jabber:client' from='romeo@montague.example/orchard' to='juliet@capulet.example' type='chat' id='m1'>" +
        "<body>Wherefore art thou Romeo? Deny thy father and refuse thy name; or if thou wilt not, be but sworn my love" +
        "</body><active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/></message>");

    private readonly SearchTerms _terms = SearchTerms.Read("romeo father") ?? throw new InvalidOperationException("No words");

    [Benchmark]
    public int Words() => MessageWords.Of(_stanza).Count;

    [Benchmark]
    public bool Look() => _terms.Match(MessageWords.Of(_stanza));
}
