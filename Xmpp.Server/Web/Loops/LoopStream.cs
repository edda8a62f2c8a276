using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Web.Loops;

/// <summary>
/// The octets of a connection on which a request has been upgraded (RFC 9110 §7.8): HTTP has no part in them any more, so neither
/// reads nor writes go through Kestrel. Read on the loop; written to from any thread.
/// </summary>
/// <param name="context">Knows when there is room.</param>
/// <param name="connection">Is written to, behind what Kestrel has written before.</param>
/// <param name="input">What has come, beginning with what came behind the request.</param>
internal sealed class LoopStream(LoopContext context, IConnection connection, PipeReader input) : AsyncOnlyStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!input.TryRead(out var read))
            return ReadLaterAsync(buffer, cancellationToken);
        if (!read.IsCanceled)
            return new ValueTask<int>(Take(read, buffer.Span));
        input.AdvanceTo(read.Buffer.Start);
        return ReadLaterAsync(buffer, cancellationToken);
    }

    /// <summary>Completes when there is room for more, or the connection is gone.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!connection.IsOnLoop)
            return WriteLaterAsync(buffer);
        connection.Write(buffer);
        connection.Flush();
        return new ValueTask(context.WhenWritableAsync());
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadLaterAsync(Memory<byte> buffer, CancellationToken ct)
    {
        while (true)
        {
            var read = await input.ReadAsync(ct);
            if (!read.IsCanceled)
                return Take(read, buffer.Span);
            input.AdvanceTo(read.Buffer.Start); // Kestrel wakes its readers when it stops; this one ends with its stream
        }
    }

    private async ValueTask WriteLaterAsync(ReadOnlyMemory<byte> buffer)
    {
        await connection.Loop();
        await WriteAsync(buffer);
    }

    private int Take(in ReadResult read, Span<byte> destination)
    {
        var count = (int)Math.Min(read.Buffer.Length, destination.Length);
        var taken = read.Buffer.Slice(0, count);
        taken.CopyTo(destination);
        input.AdvanceTo(taken.End);
        return count;
    }
}
