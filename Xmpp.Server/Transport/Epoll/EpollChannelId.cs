using System.Globalization;
using DotNetty.Transport.Channels;

namespace Xmpp.Server.Transport.Epoll;

/// <summary>A number for each channel of this process.</summary>
internal sealed class EpollChannelId : IChannelId
{
    private static long s_last;

    private readonly long _number = Interlocked.Increment(ref s_last);

    public string AsShortText() => _number.ToString(CultureInfo.InvariantCulture);

    public string AsLongText() => AsShortText();

    public int CompareTo(IChannelId? other) => other is EpollChannelId id ? _number.CompareTo(id._number) : 1;

    public override string ToString() => AsShortText();
}
