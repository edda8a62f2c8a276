namespace Xmpp.Server.Configuration;

/// <summary>XEP-0356 §7.1: whose presence a component is told of.</summary>
public enum PresencePrivilege
{
    None,

    /// <summary>That of the accounts.</summary>
    [OptionName("managed_entity")]
    ManagedEntity,

    /// <summary>And that of the contacts whose presence the accounts see (§7.4).</summary>
    Roster,
}
