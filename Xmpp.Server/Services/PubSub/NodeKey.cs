using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.PubSub;

/// <summary>What is kept in memory as one: all nodes of an account, or one node of a service.</summary>
internal readonly record struct NodeKey(Jid Owner, string? Name)
{
    public static NodeKey Of(Jid owner, string name) => new(owner, owner.Local is null ? name : null);
}
