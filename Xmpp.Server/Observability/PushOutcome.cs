namespace Xmpp.Server.Observability;

/// <summary>What became of a reason to notify a device (XEP-0357).</summary>
public enum PushOutcome
{
    /// <summary>The push service took it.</summary>
    Accepted,

    /// <summary>It failed, for now: no answer, or an error that may pass.</summary>
    Failed,

    /// <summary>It was refused for good, and the registration is gone.</summary>
    Disabled,

    /// <summary>It went with another one.</summary>
    Coalesced,

    /// <summary>It failed before, and goes once more.</summary>
    Retried,

    /// <summary>Too many were waiting.</summary>
    Dropped,
}
