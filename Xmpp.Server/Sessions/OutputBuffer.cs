using System.Buffers;

namespace Xmpp.Server.Sessions;

/// <summary>Where a loop's thread writes bytes before it gives them to a connection; one for each thread.</summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    private const int InitialSize = 32_768;
    private const int KeptSize = 1_048_576;

    [ThreadStatic]
    private static OutputBuffer? t_buffer;

    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(InitialSize);

    /// <summary>This thread's buffer, empty.</summary>
    public static OutputBuffer Rent()
    {
        var buffer = t_buffer ??= new OutputBuffer();
        buffer.Clear();
        return buffer;
    }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptSize)
            _bytes = GC.AllocateUninitializedArray<byte>(InitialSize);
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 256);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
    }
}
