using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Reads one XML stream (RFC 6120 §4, §11) from bytes, one top-level element at a time.</summary>
public sealed class StanzaReader(StanzaReaderLimits limits)
{
    /// <summary>May be changed between two calls; holds from the next element on.</summary>
    public StanzaReaderLimits Limits { get; set; } = limits;

    /// <summary>Set by <see cref="StreamEvent.Opened"/>.</summary>
    public StreamHeader? Header { get; private set; }

    /// <summary>Set by <see cref="StreamEvent.Element"/> until the next call.</summary>
    public XElement? Element { get; private set; }

    /// <summary>Set by <see cref="StreamEvent.Failed"/>.</summary>
    public StreamError? Error { get; private set; }

    /// <summary>Reads up to the next event; the bytes behind it stay with the caller.</summary>
    /// <param name="bytes">What came from the peer.</param>
    /// <param name="consumed">How many of them belong to the past.</param>
    public StreamEvent Read(ReadOnlySpan<byte> bytes, out int consumed) => throw new NotSupportedException();
}
