namespace Xmpp.Stanzas.Jids;

/// <summary>The lengths of the parts of an address.</summary>
internal static class PartLimits
{
    /// <summary>RFC 7622 §3.1: octets of UTF-8, after preparation.</summary>
    public const int MaxOctets = 1023;

    /// <summary>
    /// UTF-16 units before preparation. NFC is what shortens a string: three units may become one character of two
    /// octets, or four units one of three; so at most 1534 units fit.
    /// </summary>
    public const int MaxInputLength = 2 * MaxOctets;
}
