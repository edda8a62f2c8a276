using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Push;

/// <summary>A push service that an account has enabled (XEP-0357 §5): service and node together name it.</summary>
/// <param name="Service">Where notifications are published.</param>
/// <param name="Node">The node there; empty for none.</param>
/// <param name="Options">The form that goes with each publish, in UTF-8; null for none.</param>
/// <param name="Resource">The resourcepart of the device that enabled it.</param>
/// <param name="EnabledAt">To the millisecond.</param>
public sealed record PushRegistration(
    Jid Service, string Node, byte[]? Options, string Resource, DateTimeOffset EnabledAt)
{
    /// <summary>When the first of the failures in a row was; null after a success.</summary>
    public DateTimeOffset? FailingSince { get; init; }
}
