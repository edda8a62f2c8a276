using System.Security;
using System.Text;

namespace Xmpp.Server.Federation.Streams;

/// <summary>Stream headers between servers (RFC 6120 §4.7), which declare dialback (XEP-0220 §2.4.1).</summary>
internal static class ServerHeaders
{
    /// <param name="from">Our domain.</param>
    /// <param name="to">The peer's, or null where it has not said who it is.</param>
    /// <param name="id">Null for the side that opens the stream.</param>
    public static string Make(string from, string? to, string? id)
    {
        var text = new StringBuilder(256);
        text.Append("<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'")
            .Append(" xmlns:db='jabber:server:dialback' from='").Append(SecurityElement.Escape(from)).Append('\'');
        if (to is not null)
            text.Append(" to='").Append(SecurityElement.Escape(to)).Append('\'');
        if (id is not null)
            text.Append(" id='").Append(id).Append('\'');
        return text.Append(" version='1.0' xml:lang='en'>").ToString();
    }
}
