namespace Xmpp.Server.Observability;

/// <summary>What became of a stanza that was routed.</summary>
public enum RoutingOutcome
{
    /// <summary>Taken by at least one resource.</summary>
    Delivered,

    /// <summary>Answered by the server itself.</summary>
    Answered,

    /// <summary>Kept for later (XEP-0160).</summary>
    Stored,

    /// <summary>Returned to the sender as an error.</summary>
    Bounced,

    /// <summary>Silently ignored, as the RFC has it for that case.</summary>
    Dropped,

    /// <summary>An outbox was full, and the slow stream was closed (cases ABU-06).</summary>
    Overflowed,
}
