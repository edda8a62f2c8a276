using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;
using Xmpp.Tests.Stanzas.Xml;

namespace Xmpp.Fuzz.Targets;

/// <summary>cases SECURITY 2: where two parsers disagree there is a hole, so System.Xml is asked, too.</summary>
internal static class SecondOpinion
{
    /// <param name="stream">A stream from its first octet on.</param>
    /// <param name="last">How our reader left it.</param>
    /// <param name="consumed">How much of it our reader took.</param>
    /// <param name="error">Why our reader refused it.</param>
    /// <param name="elements">The top-level elements that it gave.</param>
    public static void Compare(
        ReadOnlySpan<byte> stream, StreamEvent last, int consumed, StreamError? error, List<XElement> elements)
    {
        // System.Xml guesses the encoding from the first octets; RFC 6120 §11.6 leaves nothing to guess.
        if (stream.Length < 2 || stream[0] is 0 or > 0x7F || stream[1] == 0)
            return;
        if (last == StreamEvent.Closed)
        {
            if (!ReferenceReader.TryRead(stream[..consumed].ToArray(), out var root))
                throw new BrokenPropertyException("System.Xml refuses what we take");
            CompareTrees(root, elements);
        }
        else if (ReferenceReader.TryRead([.. stream, .. "</stream:stream>"u8], out var open))
        {
            if (last == StreamEvent.NeedMore)
                CompareTrees(open, elements);
            else if (!IsOurs(error, stream))
                throw new BrokenPropertyException($"System.Xml takes what we refuse: {error}");
        }
    }

    // What is well-formed and refused all the same: RFC 6120 §4.8.3, §4.8.5, §4.9.3.1, §11.6, §13.12.
    private static bool IsOurs(StreamError? error, ReadOnlySpan<byte> stream) =>
        error == StreamError.BadNamespacePrefix || error == StreamError.InvalidNamespace || error == StreamError.BadFormat
        || error?.Condition == StreamError.PolicyViolation.Condition
        || (error == StreamError.UnsupportedEncoding && stream.IndexOf("encoding"u8) >= 0);

    private static void CompareTrees(XElement root, List<XElement> elements)
    {
        if (!root.Elements().Select(Canonical.Of).SequenceEqual(elements.Select(Canonical.Of)))
            throw new BrokenPropertyException("System.Xml reads another tree");
    }
}
