namespace Xmpp.Storage.Rooms;

/// <summary>Who may send private messages (XEP-0045 §7.5, muc#roomconfig_allowpm).</summary>
public enum RoomWhisper
{
    Anyone,
    Participants,
    Moderators,
    None,
}
