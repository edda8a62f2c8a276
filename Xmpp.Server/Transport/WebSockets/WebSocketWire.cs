using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Xmpp.Server.Transport.WebSockets;

/// <summary>
/// What is below a WebSocket: lets through what is read, and gathers what is written, so that a burst of messages is one
/// write. Messages and pings of ours are framed here (RFC 6455 §5.2); the WebSocket itself reads, and writes its own
/// control frames, each in one call.
/// </summary>
/// <remarks>Written to from any thread.</remarks>
internal sealed class WebSocketWire(Stream inner, TimeProvider time) : AsyncOnlyStream
{
    private const byte FinalText = 0x81;
    private const byte FinalPing = 0x89;
    private const int FirstSize = 1024;
    private const int MaxFragments = 1024;

    private readonly Lock _lock = new();
    private byte[]? _waiting;
    private int _count;
    private int _underWay;
    private bool _isSending;
    private bool _isBroken;
    private TaskCompletionSource? _drained;
    private FrameCounter _frames = new(MaxFragments);

    /// <summary>A read is a sign of life.</summary>
    public long LastReadAt { get; private set; } = time.GetTimestamp();

    /// <summary>Octets that the peer has not taken yet, as far as we know.</summary>
    public int Unsent
    {
        get
        {
            lock (_lock)
                return _count + _underWay;
        }
    }

    /// <summary>Told when everything has left, and when nothing will leave any more. Any thread; must not wait.</summary>
    public Action<Exception?> Drained { get; set; } = static _ => { };

    /// <summary>Adds a text message of ours (RFC 6455 §5.6), unmasked as a server's is (§5.1).</summary>
    public void AddMessage(ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[10];
        head[0] = FinalText;
        var length = 2;
        if (payload.Length < 126)
        {
            head[1] = (byte)payload.Length;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            head[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
            length = 4;
        }
        else
        {
            head[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload.Length);
            length = 10;
        }
        Add(head[..length], payload);
    }

    /// <summary>Adds a ping without a payload (§5.5.2).</summary>
    public void AddPing() => Add([FinalPing, 0], []);

    /// <summary>Sends what has been added, if nothing is under way; else it goes next.</summary>
    public override void Flush() => Wake();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        LastReadAt = time.GetTimestamp();
        if (!_frames.TryRead(buffer.Span[..count]))
            throw new InvalidDataException("A message in too many pieces.");
        return count;
    }

    // A control frame. Who makes us answer pings and reads no answers is not read any more.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Add(buffer.Span, []);
        Wake();
        lock (_lock)
        {
            if (_isBroken || _count + _underWay < EventLoops.HighWaterMark)
                return default;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_drained.Task.WaitAsync(cancellationToken));
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Wake();
        return Task.CompletedTask;
    }

    /// <summary>Completes when everything has left, or nothing will.</summary>
    public Task WhenDrainedAsync()
    {
        lock (_lock)
        {
            if (_isBroken || _count + _underWay == 0)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            Break(null);
        }
        base.Dispose(disposing);
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_isSending || _isBroken || _count == 0)
                return;
            _isSending = true;
        }
        _ = SendAsync();
    }

    private void Add(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        lock (_lock)
        {
            if (_isBroken)
                return;
            Reserve(first.Length + second.Length);
            first.CopyTo(_waiting.AsSpan(_count));
            second.CopyTo(_waiting.AsSpan(_count + first.Length));
            _count += first.Length + second.Length;
        }
    }

    private void Reserve(int more)
    {
        if (_waiting is not null && _count + more <= _waiting.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Math.Max(_count + more, 2 * _count)));
        if (_waiting is not null)
        {
            _waiting.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_waiting);
        }
        _waiting = larger;
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out var buffer, out var count))
            {
                await inner.WriteAsync(buffer.AsMemory(0, count));
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
#pragma warning disable CA1031 // whatever keeps us from writing ends the connection, and is told there
        catch (Exception e)
#pragma warning restore CA1031
        {
            Break(e);
        }
    }

    private bool TryTake(out byte[] buffer, out int count)
    {
        TaskCompletionSource? drained;
        lock (_lock)
        {
            (buffer, count) = (_waiting ?? [], _count);
            (_waiting, _count, _underWay) = (null, 0, count);
            if (count > 0)
                return true;
            _isSending = false;
            drained = _drained;
            _drained = null;
        }
        drained?.TrySetResult();
        Drained(null);
        return false;
    }

    private void Break(Exception? cause)
    {
        TaskCompletionSource? drained;
        lock (_lock)
        {
            if (_isBroken)
                return;
            _isBroken = true;
            (_waiting, _count, _underWay) = (null, 0, 0);
            drained = _drained;
            _drained = null;
        }
        drained?.TrySetResult();
        if (cause is not null)
            Drained(cause);
    }
}
