namespace Xmpp.Storage.Rooms;

/// <summary>What lasts between an account and a room (XEP-0045 §5.2), from the least to the most.</summary>
public enum Affiliation
{
    Outcast,
    None,
    Member,
    Admin,
    Owner,
}
