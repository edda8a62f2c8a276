using System.Text;
using System.Threading.Channels;

namespace Xmpp.Tests.Wire.Http;

/// <summary>A stream whose input is put there text by text, and whose output goes one write after the other.</summary>
internal abstract class TextStream : Stream
{
    private const int Unread = 64;

    // Who does not read makes the server wait, as on TCP.
    private readonly Channel<byte[]> input = Channel.CreateBounded<byte[]>(Unread);
    private byte[] rest = [];

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rest.Length == 0)
        {
            if (!await input.Reader.WaitToReadAsync(cancellationToken))
                return 0;
            input.Reader.TryRead(out var next);
            rest = next ?? [];
        }
        var count = Math.Min(buffer.Length, rest.Length);
        rest.AsSpan(0, count).CopyTo(buffer.Span);
        rest = rest[count..];
        return count;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected async Task CameAsync(string text)
    {
        try
        {
            await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));
        }
        catch (ChannelClosedException)
        {
            // Nobody reads it any more.
        }
    }

    /// <summary>Nothing more comes; with a cause it is a fault of the server's.</summary>
    protected void Ended(Exception? cause = null) => input.Writer.TryComplete(cause);
}
