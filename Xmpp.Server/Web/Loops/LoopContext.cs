using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Web.Loops;

/// <summary>
/// A connection of ours as Kestrel sees it: two pipes, filled and emptied on the loop. What Kestrel does with them it does on the
/// pool, as always, until somebody asks for the loop.
/// </summary>
internal sealed class LoopContext : ConnectionContext, IConnectionHandler, IDuplexPipe, IConnectionIdFeature,
    IConnectionItemsFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IMemoryPoolFeature
{
    /// <summary>Octets that Kestrel has not read yet, above which we do not either.</summary>
    private const int PauseAt = 65_536;

    private readonly IConnection _connection;
    private readonly LoopListener _listener;
    private readonly LoopScheduler _ours;
    private readonly LoopScheduler _kestrels;
    private readonly Pipe _input;
    private readonly Pipe _output;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool>? _secured;
    private volatile ConnectionAbortedException? _abortedFor;
    private TaskCompletionSource? _room;
    private IDictionary<object, object?>? _items;
    private string? _id;
    private bool _isUnread;
    private bool _isCounted;

    /// <param name="connection">On its loop.</param>
    /// <param name="listener">Where it came in, and where Kestrel takes it.</param>
    /// <param name="pool">Where the pipes' memory is from.</param>
    public LoopContext(IConnection connection, LoopListener listener, MemoryPool<byte> pool)
    {
        _connection = connection;
        _listener = listener;
        _ours = new LoopScheduler(connection) { IsOnLoop = true };
        _kestrels = new LoopScheduler(connection);
        _input = new Pipe(new PipeOptions(pool, _kestrels, _ours, PauseAt, PauseAt / 2, useSynchronizationContext: false));
        _output = new Pipe(new PipeOptions(pool, _ours, _kestrels, PauseAt, PauseAt / 2, useSynchronizationContext: false));
        MemoryPool = pool;
        LocalEndPoint = listener.EndPoint;
        RemoteEndPoint = connection.RemoteEndPoint;
        ConnectionClosed = _closing.Token;
        Transport = this;
        if (listener.HasTls)
            _secured = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Features.Set(this);
        Features.Set<IConnectionIdFeature>(this);
        Features.Set<IConnectionItemsFeature>(this);
        Features.Set<IConnectionTransportFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<IConnectionEndPointFeature>(this);
        Features.Set<IMemoryPoolFeature>(this);
    }

    public override IFeatureCollection Features { get; } = new FeatureCollection();
    public override IDuplexPipe Transport { get; set; }
    public MemoryPool<byte> MemoryPool { get; }

    public override string ConnectionId
    {
        get => _id ??= _connection.Id.ToString();
        set => _id = value;
    }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    PipeReader IDuplexPipe.Input => _input.Reader;
    PipeWriter IDuplexPipe.Output => _output.Writer;

    /// <summary>Connection middleware: Kestrel has nothing to do with a connection whose handshake is not complete.</summary>
    public static ConnectionDelegate OnceSecured(ConnectionDelegate next) => async connection =>
    {
        if (connection.Features.Get<LoopContext>() is not { _secured: { } secured } || await secured.Task)
            await next(connection);
    };

    /// <summary>Whose loop it is.</summary>
    public IConnection Connection => _connection;

    /// <summary>
    /// For a request that has been upgraded: HTTP has no part in the connection any more. What comes is handled on the loop from now
    /// on, where nothing may take long.
    /// </summary>
    /// <returns>Its octets in both directions.</returns>
    public Stream TakeOver()
    {
        _kestrels.GoToLoop();
        return new LoopStream(this, _connection, _input.Reader);
    }

    /// <summary>Completes when the peer takes more, or never will. On the loop.</summary>
    public Task WhenWritableAsync() =>
        _connection.IsWritable || !_connection.IsOpen ? Task.CompletedTask : (_room ??= new TaskCompletionSource()).Task;

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _abortedFor ??= abortReason;
        _connection.Post(static state => ((IConnection)state).Abort(), _connection);
    }

    /// <summary>Sends what is written, and closes.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        await _output.Writer.CompleteAsync();
        await _closed.Task;
        _closing.Dispose();
        await base.DisposeAsync();
    }

    void IConnectionHandler.OnOpened()
    {
        _isCounted = _listener.Limit.TryEnter(_connection.RemoteEndPoint.Address);
        if (_isCounted && _listener.TryOffer(this))
            _ = SendAsync();
        else
            _connection.Abort();
    }

    void IConnectionHandler.OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (_isUnread)
            return;
        _input.Writer.Write(bytes);
        var flush = _input.Writer.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _isUnread = flush.GetAwaiter().GetResult().IsCompleted;
            return;
        }
        _connection.PauseReading();
        _ = ResumeAsync(flush);
    }

    void IConnectionHandler.OnSecured()
    {
        var tls = new LoopTls(_connection.Tls!);
        Features.Set<ITlsConnectionFeature>(tls);
        Features.Set<ITlsApplicationProtocolFeature>(tls);
        _secured!.SetResult(true);
    }

    void IConnectionHandler.OnWritabilityChanged()
    {
        if (!_connection.IsWritable)
            return;
        var room = _room;
        _room = null;
        room?.TrySetResult();
    }

    void IConnectionHandler.OnClosed(Exception? cause)
    {
        if (_isCounted)
            _listener.Limit.Leave(_connection.RemoteEndPoint.Address);
        _secured?.TrySetResult(false);
        Exception? why = _abortedFor;
        if (why is null && cause is not null)
            why = new ConnectionResetException(cause.Message, cause);
        _input.Writer.Complete(why);
        _output.Reader.CancelPendingRead();
        _room?.TrySetResult();
        // Whoever waits for this end may do so with anything.
        ThreadPool.UnsafeQueueUserWorkItem(static context => context.TellClosed(), this, preferLocal: false);
    }

    private void TellClosed()
    {
        _closing.Cancel();
        _closed.SetResult();
    }

    private async Task ResumeAsync(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        await _connection.Loop();
        _isUnread = result.IsCompleted;
        _connection.ResumeReading();
    }

    // On the loop throughout: that is where its end of the pipe goes on.
    private async Task SendAsync()
    {
        var reader = _output.Reader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                foreach (var part in result.Buffer)
                    _connection.Write(part);
                _connection.Flush();
                await WhenWritableAsync();
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted || result.IsCanceled)
                    break;
            }
            await reader.CompleteAsync();
            _connection.Close();
        }
#pragma warning disable CA1031 // Kestrel's reason not to write on, or a bug: it is the end of this connection and of nothing else
        catch (Exception e)
#pragma warning restore CA1031
        {
            await reader.CompleteAsync(e);
            _connection.Abort();
        }
    }
}
