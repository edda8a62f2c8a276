using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Server.Roster;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>What the features register at start: everything that has no order.</summary>
internal sealed class FeatureRegistry
{
    private readonly Dictionary<(IqType, IqTarget, XName), IqHandler> _handlers = [];
    private readonly Dictionary<IqTarget, SortedSet<string>> _disco = new()
    {
        [IqTarget.Server] = new SortedSet<string>(StringComparer.Ordinal),
        [IqTarget.Account] = new SortedSet<string>(StringComparer.Ordinal),
    };

    private readonly Dictionary<(IqTarget, string), Func<bool>> _conditions = [];

    /// <summary>Told when a resource has become able to take messages to the bare JID, after it has presence.</summary>
    public List<Func<Resource, CancellationToken, ValueTask>> ReadyForMessages { get; } = [];

    /// <summary>
    /// Told of a resource's own presence when everybody has it, and whether it has just become available (RFC 6121 §4.2).
    /// Must not wait.
    /// </summary>
    public List<Action<Resource, bool>> Available { get; } = [];

    /// <summary>
    /// Told of each presence that a resource here broadcasts, available or not (RFC 6121 §4.2, §4.4, §4.5), with its
    /// account's roster. Must not wait.
    /// </summary>
    public List<Action<Presence, RosterView>> OwnPresence { get; } = [];

    /// <summary>Told of presence, available or not, that comes to an account from outside; delivery waits for it.</summary>
    public List<Func<Jid, Presence, Jid, CancellationToken, ValueTask>> ContactPresence { get; } = [];

    /// <summary>Told of an account that somebody asks for its presence, once for each request (RFC 6121 §3.1.3).</summary>
    public List<Action<Jid>> SubscriptionRequested { get; } = [];

    /// <summary>What a host lists as its items (XEP-0030 §4.1), for a host.</summary>
    public List<Func<string, IEnumerable<Jid>>> HostItems { get; } = [];

    /// <summary>What a target says it is, beside what it always is (XEP-0030 §3.1): category and type.</summary>
    public List<(IqTarget Target, string Category, string Type)> Identities { get; } = [];

    /// <summary>The nodes of accounts (XEP-0030 §4.2), or null where they have none.</summary>
    public IAccountNodes? AccountNodes { get; set; }

    /// <summary>Nodes that every account has beside those, by name.</summary>
    public Dictionary<string, OwnNode> OwnNodes { get; } = new(StringComparer.Ordinal);

    /// <summary>What components answer in place of the server (XEP-0355), or null.</summary>
    public IDelegatedIqs? Delegated { get; set; }

    /// <summary>The nodes of hosts (XEP-0030 §3.2, §4.2); the first that knows one answers.</summary>
    public List<IHostNodes> HostNodes { get; } = [];

    /// <summary>Children of <c>&lt;stream:features/&gt;</c> after login (RFC 6120 §4.3.2), for a host.</summary>
    public List<Func<string, XElement>> StreamFeatures { get; } = [];

    /// <summary>Names a feature in the disco#info of a target (XEP-0030 §3).</summary>
    public void Disco(IqTarget target, string feature) => _disco[target].Add(feature);

    /// <summary>The same for one that is offered only now and then.</summary>
    public void Disco(IqTarget target, string feature, Func<bool> isOffered)
    {
        _disco[target].Add(feature);
        _conditions[(target, feature)] = isOffered;
    }

    public IEnumerable<string> DiscoFeatures(IqTarget target) =>
        _disco[target].Where(feature => !_conditions.TryGetValue((target, feature), out var isOffered) || isOffered());

    public void IqGet(
        IqTarget target, XName payload, Func<IqRequest, CancellationToken, ValueTask<IqReply>> handle,
        IqAccess access = IqAccess.Owner) =>
        _handlers.Add((IqType.Get, target, payload), new IqHandler(handle, access));

    public void IqSet(
        IqTarget target, XName payload, Func<IqRequest, CancellationToken, ValueTask<IqReply>> handle,
        IqAccess access = IqAccess.Owner) =>
        _handlers.Add((IqType.Set, target, payload), new IqHandler(handle, access));

    public FrozenDictionary<(IqType, IqTarget, XName), IqHandler> Handlers() => _handlers.ToFrozenDictionary();
}
