using System.Text;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Checks <c>&lt;?xml …?&gt;</c> (XML 1.0 §2.8 [23]), which may only be the first thing on a stream.</summary>
internal static class XmlDeclaration
{
    /// <summary>What is wrong with the pseudo-attributes, or null.</summary>
    public static StreamError? Check(in StartTag declaration)
    {
        var attributes = declaration.Attributes;
        var bytes = declaration.Bytes;
        if (attributes.IsEmpty || !attributes[0].Name(bytes).SequenceEqual("version"u8))
            return StreamError.NotWellFormed;
        // RFC 6120 §11.8: XML 1.0 and nothing else.
        if (!attributes[0].Value(bytes).SequenceEqual("1.0"u8))
            return StreamError.NotWellFormed;
        var next = 1;
        if (next < attributes.Length && attributes[next].Name(bytes).SequenceEqual("encoding"u8))
        {
            // RFC 6120 §11.6: UTF-8 and nothing else.
            if (!Ascii.EqualsIgnoreCase(attributes[next].Value(bytes), "UTF-8"u8))
                return StreamError.UnsupportedEncoding;
            next++;
        }
        // RFC 6120 §11.5: "no" MUST be ignored or refused; either value is ignored.
        if (next < attributes.Length && attributes[next].Name(bytes).SequenceEqual("standalone"u8)
            && (attributes[next].Value(bytes).SequenceEqual("yes"u8) || attributes[next].Value(bytes).SequenceEqual("no"u8)))
        {
            next++;
        }
        return next == attributes.Length ? null : StreamError.NotWellFormed;
    }
}
