namespace Xmpp.Stanzas.Preparation;

/// <summary>The scripts that contextual rules ask for (RFC 5892 appendix A); the numbers are in the table.</summary>
internal enum Script : byte
{
    None = 0,
    Greek = 1,
    Hebrew = 2,
    Hiragana = 3,
    Katakana = 4,
    Han = 5,
}
