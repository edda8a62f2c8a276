using System.Buffers;
using System.Buffers.Binary;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;
using Xmpp.Tests.Stanzas.Xml;

namespace Xmpp.Fuzz.Targets;

/// <summary>
/// Two octets say where the rest, a whole stream, is cut. In one piece, in two, and octet by octet it must mean the
/// same; and what was read, written again, must read the same.
/// </summary>
internal static class StanzaInput
{
    private static readonly StanzaReaderLimits Limits = new(MaxBytes: 4_096, MaxDepth: 16, MaxAttributes: 16, MaxNameBytes: 64);

    public static void Run(byte[] input)
    {
        if (input.Length < 2)
            return;
        var stream = input.AsSpan(2);
        var whole = Read(stream, stream.Length);
        var cut = BinaryPrimitives.ReadUInt16BigEndian(input) % (stream.Length + 1);
        Compare(whole, Read(stream, cut), $"cut at {cut}");
        Compare(whole, Read(stream, 0), "octet by octet");
        SecondOpinion.Compare(stream, whole.Last, whole.Consumed, whole.Error, whole.Elements);
        foreach (var element in whole.Elements)
            CheckWritten(element);
    }

    // At a cut of 0 every octet comes alone.
    private static Outcome Read(ReadOnlySpan<byte> stream, int cut)
    {
        var outcome = new Outcome(new StanzaReader(Limits));
        if (cut > 0)
        {
            outcome.Feed(stream[..cut]);
            outcome.Feed(stream[cut..]);
        }
        else
        {
            for (var i = 0; i < stream.Length; i++)
                outcome.Feed(stream.Slice(i, 1));
        }
        return outcome;
    }

    private static void Compare(Outcome whole, Outcome pieces, string how)
    {
        // What is wrong with a tag may be seen only at its end when it comes in pieces.
        if (whole.Last == StreamEvent.Failed && pieces.Last == StreamEvent.NeedMore)
            pieces.Feed(">'>\">"u8);
        if (whole.Last != pieces.Last || whole.Error?.Condition != pieces.Error?.Condition)
            throw new BrokenPropertyException($"{how}: {pieces.Last} {pieces.Error}, whole: {whole.Last} {whole.Error}");
        if (!whole.Elements.SequenceEqual(pieces.Elements, XNode.EqualityComparer))
            throw new BrokenPropertyException($"{how}: another tree");
    }

    private static void CheckWritten(XElement element)
    {
        var bytes = StanzaWriter.ToBytes(element);
        // A tree may be longer when it is written: each '\r' is a reference, each namespace declared anew.
        if (!StanzaReader.TryReadElement(bytes, new StanzaReaderLimits(MaxBytes: 1 << 20, MaxAttributes: 1_000), out var again, out var error))
            throw new BrokenPropertyException($"What was written is refused: {error}");
        if (Canonical.Of(element) != Canonical.Of(again))
            throw new BrokenPropertyException("What was written means something else");
        if (Stanza.Read(element, out var stanza) is not null || stanza is null)
            return;
        CheckCopy(stanza);
    }

    private static void CheckCopy(Stanza stanza)
    {
        var written = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(written, stanza);
        var copied = new ArrayBufferWriter<byte>();
        new EncodedStanza(stanza).Write(copied, null);
        if (!written.WrittenSpan.SequenceEqual(copied.WrittenSpan))
            throw new BrokenPropertyException("A copy differs from what the writer writes");
    }

    private sealed class Outcome(StanzaReader reader)
    {
        public List<XElement> Elements { get; } = [];
        public StreamEvent Last { get; private set; }
        public StreamError? Error => reader.Error;

        /// <summary>Octets taken in all.</summary>
        public int Consumed { get; private set; }

        public void Feed(ReadOnlySpan<byte> bytes)
        {
            while (Last is not (StreamEvent.Failed or StreamEvent.Closed))
            {
                Last = reader.Read(bytes, out var consumed);
                bytes = bytes[consumed..];
                Consumed += consumed;
                if (reader.Element is { } element)
                    Elements.Add(element);
                if (Last == StreamEvent.NeedMore)
                    return;
            }
        }
    }
}
