namespace Xmpp.Storage.Roster;

/// <summary>The subscription of a roster item (RFC 6121 §2.1.2.5), from the owner's side; the numbers are stored.</summary>
[Flags]
public enum Subscription
{
    None = 0,

    /// <summary>The owner sees the contact's presence.</summary>
    To = 1,

    /// <summary>The contact sees the owner's presence.</summary>
    From = 2,

    Both = To | From,
}
