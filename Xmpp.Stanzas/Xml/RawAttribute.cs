namespace Xmpp.Stanzas.Xml;

/// <summary>Where an attribute stands in the bytes of its tag.</summary>
/// <param name="Colon">Where the colon is in the name, or -1.</param>
/// <param name="IsPlain">True when the value is ASCII that stands for itself.</param>
internal readonly record struct RawAttribute(
    int NameStart, int NameLength, int Colon, int ValueStart, int ValueLength, bool IsPlain)
{
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> tag) => tag.Slice(NameStart, NameLength);
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> tag) => tag.Slice(ValueStart, ValueLength);

    /// <summary>True for <c>xmlns</c> and <c>xmlns:…</c>.</summary>
    public bool IsDeclaration(ReadOnlySpan<byte> tag) =>
        NameLength >= 5 && Colon is -1 or 5 && tag.Slice(NameStart, 5).SequenceEqual("xmlns"u8)
        && (NameLength == 5 || Colon == 5);
}
