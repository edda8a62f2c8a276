using System.Buffers;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>The elements that the next answer holds. Without any it holds no memory.</summary>
internal sealed class BoshOutput
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, Math.Max(Length + bytes.Length, 2 * Length)));
            Written.CopyTo(larger);
            GiveBack();
            _bytes = larger;
        }
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Clear()
    {
        GiveBack();
        (_bytes, Length) = ([], 0);
    }

    private void GiveBack()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
    }
}
