using System.Net;
using System.Security.Cryptography;

namespace Xmpp.Tests.Services.Upload;

/// <summary>A large file passes through a buffer, in both directions.</summary>
[Case("WEB-12"), NonParallelizable]
public sealed class UploadMemoryTests
{
    private const long Size = 256L * 1024 * 1024;

    [Test]
    public async Task A_file_of_a_quarter_of_a_gigabyte_takes_the_memory_of_a_buffer()
    {
        await using var stage = await UploadStage.StartAsync(o => o with { MaxFileBytes = Size });
        var (put, get) = await stage.SlotAsync("large.bin", Size);
        await stage.UploadAsync("small.bin", new byte[100_000]); // what is made once is made
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var watch = new MemoryWatch();
        using var content = new StreamContent(new EndlessStream(Size));
        content.Headers.ContentLength = Size;
        using (var response = await stage.Http.PutAsync(put, content, stage.Ct))
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var putPeak = watch.TakePeak() - before;

        using var got = await stage.Http.GetAsync(get, HttpCompletionOption.ResponseHeadersRead, stage.Ct);
        await using var body = await got.Content.ReadAsStreamAsync(stage.Ct);
        var hash = await SHA256.HashDataAsync(body, stage.Ct);
        Assert.That(hash, Is.EqualTo(await SHA256.HashDataAsync(new EndlessStream(Size), stage.Ct)));
        var getPeak = watch.TakePeak() - before;
        await TestContext.Out.WriteLineAsync($"managed memory above the beginning: put {putPeak / 1024} KiB, get {getPeak / 1024} KiB");
        Assert.That(putPeak, Is.LessThan(8 * 1024 * 1024), "of 256 MiB");
        Assert.That(getPeak, Is.LessThan(8 * 1024 * 1024), "of 256 MiB");
    }

    // What is kept between two full collections counts, too, so it is looked at all the time; what is dropped at once does not: the
    // runner of the tests makes such garbage itself.
    private sealed class MemoryWatch : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        public MemoryWatch() => _timer = new Timer(_ => Look(), null, 0, 20);

        public long TakePeak() => Interlocked.Exchange(ref _peak, 0);

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            GC.Collect(0);
            var now = GC.GetTotalMemory(forceFullCollection: false);
            for (var peak = Interlocked.Read(ref _peak); now > peak; peak = Interlocked.Read(ref _peak))
                Interlocked.CompareExchange(ref _peak, now, peak);
        }
    }

    private sealed class EndlessStream(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _position);
            for (var i = 0; i < count; i++)
                buffer[i] = (byte)((_position + i) >> 8 ^ (_position + i));
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
