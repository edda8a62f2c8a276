using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.PubSub;

/// <summary>One request to a pubsub service, the answer to which is a value.</summary>
/// <param name="Scope">The service.</param>
/// <param name="Sender">Who asks.</param>
/// <param name="PubSub">The payload of the IQ.</param>
/// <param name="Element">The child of it that says what is asked.</param>
internal sealed record NodeRequest(PubSubScope Scope, Jid Sender, XElement PubSub, XElement Element)
{
    public const int MaxNodeName = 1023;

    public Jid Owner => Scope.Address;

    /// <summary>The NodeID; false if there is none, or one that no node can have.</summary>
    public bool TryGetNode([NotNullWhen(true)] out string? node)
    {
        node = (string?)Element.Attribute(PubSubNames.Node);
        return node is { Length: > 0 and <= MaxNodeName };
    }
}
