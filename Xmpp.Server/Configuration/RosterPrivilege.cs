namespace Xmpp.Server.Configuration;

/// <summary>XEP-0356 §4.1: what a component may do with rosters.</summary>
public enum RosterPrivilege
{
    None,
    Get,
    Set,
    Both,
}
