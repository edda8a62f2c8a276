namespace Xmpp.Server.Configuration;

/// <summary>Who may create rooms (XEP-0045 §10.1.1).</summary>
public enum RoomCreation
{
    /// <summary>Accounts of this server.</summary>
    Local,

    Anyone,
    Nobody,
}
