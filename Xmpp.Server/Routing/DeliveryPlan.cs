using System.Collections.Immutable;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Routing;

/// <summary>Who of an account gets a stanza: made by <see cref="DeliveryRules"/>, read and completed by plan stages.</summary>
internal sealed class DeliveryPlan
{
    /// <summary>All connected resources of the account, as they were when the plan was made.</summary>
    public ImmutableArray<Resource> Resources { get; init; } = [];

    /// <summary>The resources that get it.</summary>
    public List<Resource> Targets { get; } = [];

    /// <summary>Resources that get a stanza of their own because they are not among the targets (carbons, XEP-0280 §7).</summary>
    public List<(Resource Resource, Stanza Stanza)> Copies { get; } = [];

    /// <summary>What happens if there are no targets.</summary>
    public Undelivered Undelivered { get; set; } = Undelivered.Ignore;

    /// <summary>A stage has kept the stanza for later.</summary>
    public bool IsStored { get; set; }

    /// <summary>The error for <see cref="Undelivered.Bounce"/>, and for what nobody stores.</summary>
    public StanzaError Error { get; set; } = StanzaError.ServiceUnavailable;
}
