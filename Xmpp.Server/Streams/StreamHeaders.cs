using System.Security;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams;

/// <summary>The rules for stream headers (RFC 6120 §4.7, §4.8).</summary>
internal static class StreamHeaders
{
    private const string StreamsNamespace = "http://etherx.jabber.org/streams";

    /// <summary>What is wrong with a header, apart from its addresses; null if nothing is.</summary>
    /// <param name="header">As it came.</param>
    /// <param name="contentNamespace">What the stanzas of this kind of stream are in.</param>
    /// <param name="hasVersion">False for the streams of components, which have none (XEP-0114 §3).</param>
    public static StreamError? Check(StreamHeader header, string contentNamespace, bool hasVersion = true)
    {
        if (header.StreamNamespace != StreamsNamespace)
            return StreamError.InvalidNamespace; // §4.9.3.10
        if (header.LocalName != "stream")
            return StreamError.BadFormat;
        if (header.Prefix != "stream")
            return StreamError.BadNamespacePrefix; // §4.8.5
        if (header.ContentNamespace != contentNamespace)
            return StreamError.InvalidNamespace; // §4.8.2
        if (header.HasOtherPrefixes)
            return StreamError.InvalidNamespace with { Text = "Declare other prefixes in the stanzas (RFC 6120 §4.8.4)." };
        return !hasVersion || IsSupportedVersion(header.Version) ? null : StreamError.UnsupportedVersion;
    }

    /// <summary>
    /// Our header in answer (§4.7): from our host to whoever the client says it is, a fresh id, version 1.0 and our
    /// language. Without version where the stream has no features (XEP-0114 §3, example 2).
    /// </summary>
    public static string Respond(string contentNamespace, string? from, string? to, string id, bool hasVersion = true)
    {
        var text = new StringBuilder(256);
        text.Append("<?xml version='1.0'?><stream:stream xmlns='").Append(contentNamespace)
            .Append("' xmlns:stream='").Append(StreamsNamespace)
            .Append("' id='").Append(id).Append('\'');
        if (from is not null)
            text.Append(" from='").Append(SecurityElement.Escape(from)).Append('\'');
        if (to is not null)
            text.Append(" to='").Append(SecurityElement.Escape(to)).Append('\'');
        return text.Append(hasVersion ? " version='1.0' xml:lang='en'>" : ">").ToString();
    }

    /// <summary>The same on a client's stream.</summary>
    public static string ToClient(string from, string? to, string id) =>
        Respond(StreamNames.ClientNamespace, from, to, id);

    /// <summary>The same as a message by itself (RFC 7395 §3.4).</summary>
    public static string ToFramedClient(string from, string? to, string id)
    {
        var text = new StringBuilder(192);
        text.Append("<open xmlns='").Append(StreamNames.Framing.NamespaceName)
            .Append("' id='").Append(id).Append("' from='").Append(SecurityElement.Escape(from)).Append('\'');
        if (to is not null)
            text.Append(" to='").Append(SecurityElement.Escape(to)).Append('\'');
        return text.Append(" version='1.0' xml:lang='en'/>").ToString();
    }

    /// <summary>The end of a stream whose client is to go on elsewhere (RFC 7395 §3.6.1).</summary>
    public static XElement SeeOther(string address) =>
        new(StreamNames.Framing + "close", new XAttribute("see-other-uri", address));

    /// <summary>A header that a transport has read in a form of its own; its attributes are still to be judged.</summary>
    public static StreamHeader OfClient(string? to, string? from, string? version, string? lang) => new()
    {
        To = to,
        From = from,
        Version = version,
        Lang = lang,
        StreamNamespace = StreamsNamespace,
        LocalName = "stream",
        Prefix = "stream",
        ContentNamespace = StreamNames.ClientNamespace,
    };

    /// <summary>The host that a 'to' names, prepared (cases RTE-10); false if it is no domain.</summary>
    public static bool TryReadDomain(string? to, out string domain)
    {
        domain = "";
        if (!Jid.TryParse(to, out var jid) || jid.Local is not null || jid.Resource is not null)
            return false;
        domain = jid.Domain;
        return true;
    }

    // §4.7.5: numbers, not strings; a major version above ours is answered with ours, so only below 1.0 is refused.
    // A client without 'version' is one of before 2004 that can neither do STARTTLS nor SASL.
    private static bool IsSupportedVersion(string? version)
    {
        if (version is null)
            return false;
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && int.TryParse(version.AsSpan(0, dot), System.Globalization.NumberStyles.None, null, out var major)
            && int.TryParse(version.AsSpan(dot + 1), System.Globalization.NumberStyles.None, null, out _)
            && major >= 1;
    }
}
