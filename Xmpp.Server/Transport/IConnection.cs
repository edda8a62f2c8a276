using System.Net;

namespace Xmpp.Server.Transport;

/// <summary>
/// One byte connection of a client or server. Except for <see cref="Post"/> and the read-only facts, everything is
/// called on its loop (<see cref="IsOnLoop"/>).
/// </summary>
internal interface IConnection
{
    /// <summary>Unique in this process; names the connection in the log.</summary>
    long Id { get; }

    IPEndPoint RemoteEndPoint { get; }

    /// <summary>What TLS negotiated, or null in clear.</summary>
    TlsSession? Tls { get; }

    /// <summary>Nobody on the way can read along: TLS ends here, or at a proxy that is trusted.</summary>
    bool IsSecure => Tls is not null;

    /// <summary>False while the peer does not read: nothing is drained towards it then.</summary>
    bool IsWritable { get; }

    /// <summary>What is written waits here for the peer to fetch it: the user is told when it has.</summary>
    bool IsAnswering => false;

    bool IsOpen { get; }

    bool IsOnLoop { get; }

    /// <summary>Runs <paramref name="work"/> on the loop, behind what is already waiting there. Any thread.</summary>
    void Post(Action<object> work, object state);

    /// <summary>Awaited, goes on on the loop: at once if it is there already, else by one hop.</summary>
    LoopAwaitable Loop() => new(this);

    /// <summary>Takes over the bytes (they are copied or encrypted before it returns); sends with <see cref="Flush"/>.</summary>
    void Write(ReadOnlyMemory<byte> bytes);

    void Flush();

    /// <summary>What comes next is a TLS handshake, in the role that the settings say; ends in <see cref="IConnectionHandler.OnSecured"/>.</summary>
    void StartTls(TlsSettings settings);

    void PauseReading();

    void ResumeReading();

    /// <summary>Sends what is written, close_notify if TLS is on, then closes; gives up after a deadline.</summary>
    void Close();

    /// <summary>Closes at once; what is not sent is lost.</summary>
    void Abort();
}
