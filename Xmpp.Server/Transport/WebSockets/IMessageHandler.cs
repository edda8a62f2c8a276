namespace Xmpp.Server.Transport.WebSockets;

/// <summary>The user of a <see cref="WebSocketConnection"/>. All calls come on its loop, one at a time.</summary>
internal interface IMessageHandler
{
    /// <summary>Octets of the longest message that is taken now; of a longer one a part is given that is longer, too.</summary>
    int MaxMessageBytes { get; }

    /// <summary>The connection is there.</summary>
    void OnOpened();

    /// <summary>A whole message. The memory is the transport's again afterwards.</summary>
    void OnMessage(ReadOnlySpan<byte> bytes, bool isText);

    /// <summary><see cref="IConnection.IsWritable"/> has changed.</summary>
    void OnWritabilityChanged();

    /// <summary>The last call: the connection is gone. <paramref name="cause"/> is null where WebSocket was closed in order.</summary>
    void OnClosed(Exception? cause);
}
