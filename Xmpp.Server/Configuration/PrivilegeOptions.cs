namespace Xmpp.Server.Configuration;

/// <summary>What a component may do for accounts (XEP-0356); nothing, unless it is written down.</summary>
public sealed record PrivilegeOptions
{
    public RosterPrivilege Roster { get; init; }

    /// <summary>It is told of changes of rosters that it may read (§4.4).</summary>
    public bool RosterPush { get; init; } = true;

    public MessagePrivilege Message { get; init; }

    public PresencePrivilege Presence { get; init; }

    /// <summary>Namespaces of requests of type get that it may send in an account's name (§6.1).</summary>
    public IReadOnlyList<string> IqGet { get; init; } = [];

    /// <summary>The same for type set.</summary>
    public IReadOnlyList<string> IqSet { get; init; } = [];

    internal bool MayGetRoster => Roster is RosterPrivilege.Get or RosterPrivilege.Both;

    internal bool MaySetRoster => Roster is RosterPrivilege.Set or RosterPrivilege.Both;

    internal bool IsAny => Roster != RosterPrivilege.None || Message != MessagePrivilege.None
        || Presence != PresencePrivilege.None || IqGet.Count + IqSet.Count > 0;
}
