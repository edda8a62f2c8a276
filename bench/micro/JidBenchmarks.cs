using BenchmarkDotNet.Attributes;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Micro;

/// <summary>Addresses: the usual one, and one that needs all of PRECIS and IDNA.</summary>
public class JidBenchmarks
{
    [Params("juliet@capulet.example/balcony", "fu\u00DFball@\u4F8B\u3048.example/\u03C0\u03B1")]
    public string Text { get; set; } = "";

    [Benchmark]
    public bool TryParse() => Jid.TryParse(Text, out _);
}
