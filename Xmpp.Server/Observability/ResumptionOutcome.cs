namespace Xmpp.Server.Observability;

/// <summary>What became of an attempt to resume a session (XEP-0198 §5), or of a session that nobody resumed.</summary>
public enum ResumptionOutcome
{
    Resumed,

    /// <summary>The id is not, or no longer, known.</summary>
    NotFound,

    /// <summary>The attempt was malformed, claimed too much, or came in the wrong place.</summary>
    Refused,

    /// <summary>No client came back in time.</summary>
    Expired,
}
