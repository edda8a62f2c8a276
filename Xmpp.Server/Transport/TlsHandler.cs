using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace Xmpp.Server.Transport;

/// <summary>
/// TLS in the channel's pipeline, done by <see cref="SslStream"/> over <see cref="TlsCipherStream"/> (RFC 6120 §5,
/// RFC 7590). Handshake, reading and writing all run on the channel's loop.
/// </summary>
#pragma warning disable CA1001 // the stream lives and dies with the channel: ChannelInactive disposes of it
internal sealed class TlsHandler(TlsSettings settings, TimeProvider time) : ChannelHandlerAdapter, IKeyExporter
{
#pragma warning restore CA1001
    private const int ReadSize = 16_384; // one TLS record

    private readonly TlsPeer _peer = new();
    private TlsCipherStream? _cipher;
    private SslStream? _ssl;
    private ITimer? _deadline;
    private ConnectionChannelHandler? _connection;
    private bool _isPaused;
    private bool _isWaitingToResume;

    /// <summary>The handshake is complete.</summary>
    public bool IsEstablished { get; private set; }

    public override void HandlerAdded(IChannelHandlerContext context)
    {
        _connection = context.Channel.Pipeline.Get<ConnectionChannelHandler>();
        _cipher = new TlsCipherStream(context);
        _ssl = new SslStream(_cipher, leaveInnerStreamOpen: true);
        _deadline = time.CreateTimer(
            static state => _ = ((IChannelHandlerContext)state!).CloseAsync(), context, settings.HandshakeTimeout, Timeout.InfiniteTimeSpan);
        if (context.Channel.Active)
            _ = RunAsync(context);
    }

    public override void ChannelActive(IChannelHandlerContext context)
    {
        _ = RunAsync(context);
        context.FireChannelActive();
    }

    public override void ChannelRead(IChannelHandlerContext context, object message) =>
        _cipher!.Receive((IByteBuffer)message);

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        _deadline?.Dispose();
        _cipher!.End();
        context.FireChannelInactive();
        _ssl!.Dispose();
    }

    /// <summary>Encrypts; the loop is the only writer and the stream below never waits, so this completes at once.</summary>
    public void Write(ReadOnlyMemory<byte> bytes)
    {
        var write = _ssl!.WriteAsync(bytes);
        if (!write.IsCompletedSuccessfully)
            _ = ObserveAsync(write.AsTask());
    }

    public void Pause() => _isPaused = true;

    public void Resume(IChannelHandlerContext context)
    {
        _isPaused = false;
        if (!_isWaitingToResume)
            return;
        _isWaitingToResume = false;
        _ = ReadAsync(context);
    }

    public byte[]? Export(string label, int length) => TlsExporter.Export(_ssl!, label, length);

    /// <summary>close_notify (RFC 6120 §5.3.4 asks for TLS's own closure before TCP's).</summary>
    public void SendCloseNotify()
    {
        if (IsEstablished)
            _ = ObserveAsync(_ssl!.ShutdownAsync());
    }

    private async Task RunAsync(IChannelHandlerContext context)
    {
        try
        {
            await settings.AuthenticateAsync(_ssl!, _peer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or InvalidOperationException
            or ObjectDisposedException or System.ComponentModel.Win32Exception)
        {
            _deadline?.Dispose();
            _connection!.Fail(e);
            return;
        }
        _deadline?.Dispose();
        IsEstablished = true;
        var alpn = _ssl!.NegotiatedApplicationProtocol;
        _connection!.Secured(new TlsSession(
            _ssl.SslProtocol,
            _ssl.NegotiatedCipherSuite.ToString(),
            _peer.ServerName,
            alpn.Protocol.IsEmpty ? null : alpn.ToString(),
            _ssl.LocalCertificate as X509Certificate2)
        {
            PeerCertificate = _peer.Certificate,
            Exporter = this,
        });
        await ReadAsync(context).ConfigureAwait(false);
    }

    private async Task ReadAsync(IChannelHandlerContext context)
    {
        try
        {
            while (true)
            {
                if (_isPaused)
                {
                    _isWaitingToResume = true;
                    return;
                }
                await _ssl!.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
                var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
                try
                {
                    var count = await _ssl.ReadAsync(buffer).ConfigureAwait(false);
                    if (count == 0)
                    {
                        _cipher!.End(); // what comes behind close_notify is for nobody
                        _connection!.PeerClosed();
                        return;
                    }
                    _connection!.Received(buffer.AsSpan(0, count));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            _cipher!.End();
            _connection!.Fail(e);
        }
    }

    private async Task ObserveAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        // NotSupportedException: a write inside of a write; what it had is lost, and so is the stream.
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or NotSupportedException)
        {
            _connection!.Fail(e);
        }
    }
}
