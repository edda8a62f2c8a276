namespace Xmpp.Server.Transport.Epoll;

/// <summary>What may be done with a socket (man 2 epoll_ctl).</summary>
[Flags]
internal enum ReadyEvents : uint
{
    None = 0,
    Read = 0x1,
    Write = 0x4,
    Failed = 0x8,
    HungUp = 0x10,

    /// <summary>The peer sends no more.</summary>
    PeerEnded = 0x2000,

    /// <summary>Said once, when it begins; not again and again while it lasts.</summary>
    OnceEach = 0x80000000,
}
