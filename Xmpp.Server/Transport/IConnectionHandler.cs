namespace Xmpp.Server.Transport;

/// <summary>The user of an <see cref="IConnection"/>. All calls come on the connection's loop, one at a time.</summary>
internal interface IConnectionHandler
{
    /// <summary>The connection is there; with direct TLS its handshake is still to come.</summary>
    void OnOpened();

    /// <summary>Bytes from the peer, decrypted. The memory is the transport's again afterwards.</summary>
    void OnBytes(ReadOnlySpan<byte> bytes);

    /// <summary>The TLS handshake is complete.</summary>
    void OnSecured();

    /// <summary><see cref="IConnection.IsWritable"/> has changed.</summary>
    void OnWritabilityChanged();

    /// <summary>The last call: the connection is gone. <paramref name="cause"/> is null for an orderly end by the peer.</summary>
    void OnClosed(Exception? cause);
}
