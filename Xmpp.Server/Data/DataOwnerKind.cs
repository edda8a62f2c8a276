namespace Xmpp.Server.Data;

/// <summary>Whom data belongs to.</summary>
internal enum DataOwnerKind
{
    Account,
    Room,

    /// <summary>A publish-subscribe service (XEP-0060).</summary>
    NodeService,
}
