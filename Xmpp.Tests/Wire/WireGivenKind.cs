namespace Xmpp.Tests.Wire;

/// <summary>The sentences that "given" knows.</summary>
public enum WireGivenKind
{
    /// <summary>… available: initial presence.</summary>
    Available,

    /// <summary>… roster got: the resource is interested (RFC 6121 §2.2).</summary>
    RosterGot,

    /// <summary>a and b subscribed both ways.</summary>
    SubscribedBothWays,

    /// <summary>a subscribed to b: a sees b's presence.</summary>
    SubscribedTo,
}
