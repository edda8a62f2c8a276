using System.Threading.Tasks.Sources;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace Xmpp.Server.Transport;

/// <summary>
/// The encrypted side of a TLS connection as <see cref="System.Net.Security.SslStream"/> sees it: reads take what the
/// channel received, writes go straight to the channel. Everything happens on the channel's loop, so there are no locks.
/// </summary>
internal sealed class TlsCipherStream(IChannelHandlerContext context) : AsyncOnlyStream, IValueTaskSource<int>
{
    private readonly Queue<IByteBuffer> _received = new();
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _readBuffer;
    private bool _isReading;
    private bool _isEnded;

    /// <summary>Takes over a buffer from the channel.</summary>
    public void Receive(IByteBuffer buffer)
    {
        if (_isEnded || !buffer.IsReadable())
        {
            buffer.Release();
            return;
        }
        _received.Enqueue(buffer);
        if (_isReading)
            CompleteRead(_readBuffer.IsEmpty ? 0 : Take(_readBuffer.Span));
    }

    /// <summary>The peer is gone: reads give 0 from now on.</summary>
    public void End()
    {
        _isEnded = true;
        while (_received.TryDequeue(out var buffer))
            buffer.Release();
        if (_isReading)
            CompleteRead(0);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received.Count > 0)
            return new ValueTask<int>(buffer.IsEmpty ? 0 : Take(buffer.Span));
        if (_isEnded)
            return new ValueTask<int>(0);
        // A zero-byte read waits too: that is what lets an idle SslStream go without a buffer.
        _read.Reset();
        _readBuffer = buffer;
        _isReading = true;
        return new ValueTask<int>(this, _read.Version);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var copy = context.Allocator.Buffer(buffer.Length);
        buffer.Span.CopyTo(copy.Array.AsSpan(copy.ArrayOffset + copy.WriterIndex));
        copy.SetWriterIndex(copy.WriterIndex + buffer.Length);
        _ = context.WriteAsync(copy); // a failed write closes the channel, which is where it is noticed
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        context.Flush();
        return Task.CompletedTask;
    }

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    private void CompleteRead(int count)
    {
        _isReading = false;
        _readBuffer = default;
        _read.SetResult(count);
    }

    private int Take(Span<byte> destination)
    {
        var taken = 0;
        while (taken < destination.Length && _received.TryPeek(out var buffer))
        {
            var count = Math.Min(buffer.ReadableBytes, destination.Length - taken);
            buffer.Array.AsSpan(buffer.ArrayOffset + buffer.ReaderIndex, count).CopyTo(destination[taken..]);
            buffer.SetReaderIndex(buffer.ReaderIndex + count);
            taken += count;
            if (!buffer.IsReadable())
                _received.Dequeue().Release();
        }
        return taken;
    }
}
