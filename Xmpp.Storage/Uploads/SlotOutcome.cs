namespace Xmpp.Storage.Uploads;

/// <summary>Whether a slot was given, or which limit was reached.</summary>
public enum SlotOutcome
{
    Given,
    TooManySlots,
    FullToday,
    Full,
}
