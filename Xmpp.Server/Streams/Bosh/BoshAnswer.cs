using System.Globalization;
using System.Security;
using System.Text;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>The bodies that are answered (XEP-0124 §6, §7.2, §13, §17).</summary>
internal static class BoshAnswer
{
    private const string Open = "<body xmlns='http://jabber.org/protocol/httpbind'";
    private const string Streams = " xmlns:stream='http://etherx.jabber.org/streams'";

    public static readonly ReadOnlyMemory<byte> Empty = Encoding.UTF8.GetBytes($"{Open}/>");

    /// <summary>§17.3: what has been asked is answered on the latest request of that 'rid'.</summary>
    public static readonly ReadOnlyMemory<byte> Recoverable = Encoding.UTF8.GetBytes($"{Open} type='error'/>");

    /// <summary>The end, without a word or with a condition of §17.2.</summary>
    public static ReadOnlyMemory<byte> Terminate(string? condition) => Terminate(condition, []);

    /// <summary>The same behind the last elements.</summary>
    public static ReadOnlyMemory<byte> Terminate(string? condition, ReadOnlySpan<byte> elements) => Join(
        condition is null ? $"{Open} type='terminate'" : $"{Open} type='terminate' condition='{condition}'", elements);

    public static ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> elements) => elements.IsEmpty ? Empty : Join(Open, elements);

    /// <summary>§7.2, XEP-0206 §4: the session is there.</summary>
    public static ReadOnlyMemory<byte> Created(string sid, string from, BoshTerms terms, ReadOnlySpan<byte> elements)
    {
        var text = new StringBuilder(512);
        text.Append(Open).Append(" xmlns:xmpp='urn:xmpp:xbosh'")
            .Append(" sid='").Append(sid)
            .Append("' from='").Append(SecurityElement.Escape(from))
            .Append(CultureInfo.InvariantCulture, $"' wait='{terms.Wait.TotalSeconds:0}' hold='{terms.Hold}'")
            .Append(CultureInfo.InvariantCulture, $" requests='{terms.Requests}' ver='{terms.Version}'")
            .Append(CultureInfo.InvariantCulture, $" inactivity='{terms.Inactivity.TotalSeconds:0}'")
            .Append(CultureInfo.InvariantCulture, $" maxpause='{terms.MaxPause.TotalSeconds:0}'");
        if (terms.Polling > TimeSpan.Zero)
            text.Append(CultureInfo.InvariantCulture, $" polling='{terms.Polling.TotalSeconds:0}'");
        text.Append(" xmpp:version='1.0' xmpp:restartlogic='true'");
        return Join(text.ToString(), elements);
    }

    // XEP-0206 §2: whoever reads features or errors finds their prefix on the body.
    private static byte[] Join(string start, ReadOnlySpan<byte> elements)
    {
        if (elements.IsEmpty)
            return Encoding.UTF8.GetBytes($"{start}/>");
        var head = $"{start}{Streams}>";
        var end = "</body>"u8;
        var size = Encoding.UTF8.GetByteCount(head);
        var body = new byte[size + elements.Length + end.Length];
        Encoding.UTF8.GetBytes(head, body);
        elements.CopyTo(body.AsSpan(size));
        end.CopyTo(body.AsSpan(size + elements.Length));
        return body;
    }
}
