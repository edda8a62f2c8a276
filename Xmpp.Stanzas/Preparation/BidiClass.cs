namespace Xmpp.Stanzas.Preparation;

/// <summary>Bidi_Class, as far as RFC 5893 §2 tells the values apart; the numbers are in the table.</summary>
internal enum BidiClass : byte
{
    /// <summary>In the table only: what the General_Category suggests.</summary>
    ByCategory = 0,
    LeftToRight = 1,
    RightToLeft = 2,
    ArabicLetter = 3,
    ArabicNumber = 4,
    EuropeanNumber = 5,
    NonspacingMark = 6,

    /// <summary>ES, CS, ET, ON or BN: allowed in labels of both directions, but not at their ends.</summary>
    Neutral = 7,
}
