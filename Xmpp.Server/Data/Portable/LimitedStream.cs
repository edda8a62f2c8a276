namespace Xmpp.Server.Data.Portable;

/// <summary>A file that gives no more than so many octets until it is asked to go on.</summary>
/// <param name="limit">What may be read in one go; what an XML reader reads ahead comes on top.</param>
internal sealed class LimitedStream(Stream inner, int limit) : Stream
{
    private long _allowed = limit;

    /// <summary>Octets that were read.</summary>
    public long Consumed { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => inner.Length;

    public override long Position
    {
        get => Consumed;
        set => throw new NotSupportedException();
    }

    /// <summary>Another thing of the file begins.</summary>
    public void Renew() => _allowed = Consumed + limit;

    public override int Read(Span<byte> buffer)
    {
        if (Consumed >= _allowed)
            throw new DataException($"there is an element of more than {limit} octets");
        var read = inner.Read(buffer);
        Consumed += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
