using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Xmpp.Server.Features.Archive;

/// <summary>
/// Archive ids on the wire: XEP-0313 §3 wants them unpredictable, and XEP-0359 §6 lets nobody learn anything from them,
/// such as times. So number and owner are one encrypted block, and an id that this server has not given to that owner
/// is known without looking for it.
/// </summary>
internal sealed class ArchiveIds : IDisposable
{
    /// <summary>Octets of the key; it must stay the same as long as the archives do.</summary>
    public const int KeySize = 16;

    private const int BlockSize = 16;
    private const int TextLength = 22; // base64url without padding (RFC 4648 §5)

    private readonly Lock _lock = new();
    private readonly byte[] _in = new byte[BlockSize];
    private readonly byte[] _out = new byte[BlockSize];
    private readonly Aes _aes;
    private readonly ICryptoTransform _encryptor;
    private readonly ICryptoTransform _decryptor;

    public ArchiveIds(byte[] key)
    {
        _aes = Aes.Create();
        _aes.Key = key;
        _aes.Mode = CipherMode.ECB; // a single block, no two of which are ever the same
        _aes.Padding = PaddingMode.None;
        _encryptor = _aes.CreateEncryptor();
        _decryptor = _aes.CreateDecryptor();
    }

    /// <param name="owner">The number that stands for the owner.</param>
    public string Write(long id, long owner)
    {
        lock (_lock)
        {
            BinaryPrimitives.WriteInt64BigEndian(_in, id);
            BinaryPrimitives.WriteInt64BigEndian(_in.AsSpan(8), owner);
            _encryptor.TransformBlock(_in, 0, BlockSize, _out, 0);
            return Base64Url.EncodeToString(_out);
        }
    }

    /// <summary>False for anything that <see cref="Write"/> has not made for this owner.</summary>
    public bool TryRead([NotNullWhen(true)] string? text, long owner, out long id)
    {
        id = 0;
        Span<byte> block = stackalloc byte[BlockSize];
        if (text?.Length != TextLength || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, block, out var length) || length != BlockSize)
        {
            return false;
        }
        lock (_lock)
        {
            block.CopyTo(_in);
            _decryptor.TransformBlock(_in, 0, BlockSize, _out, 0);
            id = BinaryPrimitives.ReadInt64BigEndian(_out);
            if (BinaryPrimitives.ReadInt64BigEndian(_out.AsSpan(8)) != owner)
                return false;
        }
        return Write(id, owner) == text; // the last character has bits to spare, and one spelling is enough
    }

    public void Dispose()
    {
        _encryptor.Dispose();
        _decryptor.Dispose();
        _aes.Dispose();
    }
}
