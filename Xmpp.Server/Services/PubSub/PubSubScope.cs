using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>A pubsub service: the domain of one, or an account that is one (XEP-0163 §2.1).</summary>
/// <param name="Address">Its address, which owns the nodes.</param>
/// <param name="Defaults">The configuration of a new node.</param>
/// <param name="Limits">How much there may be.</param>
/// <param name="MayCreate">Who may create nodes (bare JID).</param>
internal sealed record PubSubScope(Jid Address, NodeConfig Defaults, NodeLimits Limits, Func<Jid, bool> MayCreate)
{
    /// <summary>True for an account: presence is part of the service there.</summary>
    public bool IsAccount => Address.Local is not null;

    /// <summary>A node that is not stored yet, owned by who asks for it.</summary>
    public Node NewNode(string name, Jid creator, NodeConfig config, TimeProvider time) =>
        new(Address, name, creator.Bare, time.GetUtcNow(), config)
        {
            Affiliations = ImmutableDictionary<Jid, PubSubAffiliation>.Empty.Add(creator.Bare, PubSubAffiliation.Owner),
        };

    /// <summary>A number that is at least what the server allows is the same as "max" (cases PUB-01, PUB-02).</summary>
    public NodeConfig Bounded(NodeConfig config) => config with
    {
        MaxItems = config.MaxItems >= Limits.MaxItems ? NodeConfig.Max : config.MaxItems,
        MaxPayloadSize = config.MaxPayloadSize >= Limits.MaxPayloadBytes ? NodeConfig.Max : config.MaxPayloadSize,
    };
}
