namespace Xmpp.Server.Observability;

/// <summary>Why a connection was not let in.</summary>
public enum ConnectionRefusal
{
    TotalLimit,
    AddressLimit,
    UnauthenticatedLimit,
    ShuttingDown,
}
