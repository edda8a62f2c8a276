using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components.Privileges;

/// <summary>What one component was granted, for the accounts of which hosts (XEP-0356).</summary>
internal sealed class Grants
{
    private readonly FrozenSet<string> _hosts;
    private readonly HostTable _table;
    private readonly FrozenSet<string> _iqGet;
    private readonly FrozenSet<string> _iqSet;
    private readonly FrozenSet<string> _managed;
    private readonly PrivilegeOptions _options;

    public Grants(ComponentOptions component, HostTable hosts)
    {
        (Of, _options, _table) = (component, component.Privileges, hosts);
        Component = Jid.Parse(component.Name);
        _hosts = component.HostsWithin(hosts).ToFrozenSet(StringComparer.Ordinal);
        _managed = component.Delegations.Select(delegation => delegation.Namespace).ToFrozenSet(StringComparer.Ordinal);
        _iqGet = _options.IqGet.ToFrozenSet(StringComparer.Ordinal);
        _iqSet = _options.IqSet.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Where they are written down.</summary>
    public ComponentOptions Of { get; }

    /// <summary>The component itself; nobody behind it has any of this.</summary>
    public Jid Component { get; }

    public IEnumerable<string> Hosts => _hosts.Where(_table.Contains);

    /// <summary>It answers requests in that namespace in place of the server (XEP-0355).</summary>
    public bool Manages(string name) => _managed.Contains(name);

    public bool IsAny => _options.IsAny;

    /// <summary>They tell no other component of presence than those do, and of no other hosts.</summary>
    public bool ShowsContactsAs(Grants before) =>
        GetsContactPresence && before.GetsContactPresence && Component == before.Component && _hosts.SetEquals(before._hosts);

    public bool IsFor(string domain) => _hosts.Contains(domain) && _table.Contains(domain);

    public bool MaySendMessages => _options.Message == MessagePrivilege.Outgoing;

    /// <summary>§4.4: pushes go only to who may read.</summary>
    public bool GetsRosterPushes => _options is { RosterPush: true, MayGetRoster: true };

    public bool GetsPresence => _options.Presence != PresencePrivilege.None;

    /// <summary>§7.4: only beside the right to read rosters.</summary>
    public bool GetsContactPresence => _options is { Presence: PresencePrivilege.Roster, MayGetRoster: true };

    public bool MayRoster(IqType type) => type == IqType.Get ? _options.MayGetRoster : _options.MaySetRoster;

    public bool MayIq(IqType type, string payload) => type switch
    {
        IqType.Get => _iqGet.Contains(payload),
        IqType.Set => _iqSet.Contains(payload),
        _ => false,
    };

    /// <summary>§4.2, §5.2, §6.2, §7.2: what it is told when it has connected.</summary>
    public XElement Advertisement()
    {
        var all = new XElement(PrivilegeNames.Privilege);
        if (_options.Roster != RosterPrivilege.None)
        {
            all.Add(Permission("roster", _options.Roster switch
            {
                RosterPrivilege.Get => "get",
                RosterPrivilege.Set => "set",
                _ => "both",
            }, new XAttribute("push", GetsRosterPushes ? "true" : "false")));
        }
        if (MaySendMessages)
            all.Add(Permission("message", "outgoing"));
        if (_iqGet.Count + _iqSet.Count > 0)
            all.Add(Permission("iq", null, _iqGet.Union(_iqSet).Order(StringComparer.Ordinal).Select(Namespace)));
        if (GetsPresence)
            all.Add(Permission("presence", GetsContactPresence ? "roster" : "managed_entity"));
        return all;
    }

    private XElement Namespace(string name) => new(
        PrivilegeNames.Namespace,
        new XAttribute("ns", name),
        new XAttribute("type", !_iqSet.Contains(name) ? "get" : _iqGet.Contains(name) ? "both" : "set"));

    private static XElement Permission(string access, string? type, params object[] content) => new(
        PrivilegeNames.Permission,
        new XAttribute("access", access),
        type is null ? null : new XAttribute("type", type),
        content);
}
