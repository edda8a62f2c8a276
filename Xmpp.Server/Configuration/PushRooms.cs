namespace Xmpp.Server.Configuration;

/// <summary>Which messages of rooms push (cases RTE-14).</summary>
public enum PushRooms
{
    None,

    /// <summary>Those that name the account.</summary>
    Mentions,

    All,
}
