namespace Xmpp.Server.Services.Muc;

/// <summary>What somebody is in a room while he is there (XEP-0045 §5.1), from the least to the most.</summary>
public enum Role
{
    None,
    Visitor,
    Participant,
    Moderator,
}
