using System.Buffers;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Xml;

/// <summary>A stanza encoded once for many receivers; each copy has its own 'to'. May be shared between threads.</summary>
public sealed class EncodedStanza(Stanza stanza)
{
    // One encoding for each context, made when first asked for; two threads may both make it, with the same result.
    private readonly Encoding?[] _encodings = new Encoding?[Enum.GetValues<OutputContext>().Length];

    public Stanza Stanza => stanza;

    /// <summary>Writes a copy; <paramref name="to"/> takes the place of the stanza's own 'to' when not null.</summary>
    public void Write(IBufferWriter<byte> output, Jid? to, OutputContext context = OutputContext.ClientStream)
    {
        var encoding = _encodings[(int)context] ??= Encoding.Of(stanza, context);
        var address = to ?? stanza.To;
        var copy = new Utf8Output(output);
        copy.Raw(encoding.Head);
        if (address is not null)
        {
            copy.Raw(" to='"u8);
            copy.Value(address.ToString());
            copy.Raw((byte)'\'');
        }
        copy.Raw(encoding.Tail);
        copy.Flush();
    }

    // Cut where the first attribute, 'to', would stand.
    private sealed class Encoding(byte[] bytes, int cut)
    {
        public ReadOnlySpan<byte> Head => bytes.AsSpan(0, cut);
        public ReadOnlySpan<byte> Tail => bytes.AsSpan(cut);

        public static Encoding Of(Stanza stanza, OutputContext context)
        {
            var output = new ArrayBufferWriter<byte>(512);
            new ElementWriter(output, context).Write(stanza, null);
            var bytes = output.WrittenSpan.ToArray();
            return new Encoding(bytes, bytes.AsSpan().IndexOfAny(" />"u8));
        }
    }
}
