namespace Xmpp.Server.Configuration;

/// <summary>XEP-0356 §5.1: whether a component may send messages in the name of a host and of its accounts.</summary>
public enum MessagePrivilege
{
    None,
    Outgoing,
}
