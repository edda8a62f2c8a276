using System.Security.Cryptography;

namespace Xmpp.Server.Data.Backup;

/// <summary>The first octets of a file, counted and hashed on their way.</summary>
internal sealed class MeasuredStream(Stream inner, long length) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    public override bool CanRead => true;

    /// <summary>The tar format wants the length first, and asks only streams that can seek for it.</summary>
    public override bool CanSeek => true;

    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            if (value != _position)
                throw new NotSupportedException();
        }
    }

    /// <summary>Of what was read.</summary>
    public string Sha256() => _position == length
        ? Convert.ToHexStringLower(_hash.GetHashAndReset())
        : throw new DataException("a file became shorter while it was copied");

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
        if (read == 0 && buffer.Length > 0 && _position < length)
            throw new DataException("a file became shorter while it was copied");
        _hash.AppendData(buffer[..read]);
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }
}
