using System.Text;

namespace Xmpp.Server.Data.Prosody;

/// <summary>A string of Lua: octets, which mostly are UTF-8.</summary>
internal sealed class LuaText(byte[] bytes) : IEquatable<LuaText>
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public LuaText(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public byte[] Bytes => bytes;

    /// <exception cref="DataException">It is no UTF-8.</exception>
    public override string ToString()
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException("a text is not UTF-8", e);
        }
    }

    public bool Equals(LuaText? other) => other is not null && bytes.AsSpan().SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as LuaText);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
