namespace Xmpp.Server.Transport.Epoll;

/// <summary>Whose socket an <see cref="EpollPoller"/> watches; all on the poller's thread.</summary>
internal interface IReadyHandler
{
    /// <summary>What may be done with the socket since now. Must not throw.</summary>
    void OnReady(ReadyEvents events);

    /// <summary>The thread ends: the socket is to be closed.</summary>
    void Close();
}
