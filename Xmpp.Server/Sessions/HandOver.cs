namespace Xmpp.Server.Sessions;

/// <summary>What became of a stanza that was handed to a resource.</summary>
internal enum HandOver
{
    /// <summary>The resource's outbox has it; if the session ends before it is sent, it is routed again.</summary>
    Taken,

    /// <summary>There is no such resource any more: plan again.</summary>
    Gone,

    /// <summary>The outbox is at its limit; the session is being closed: plan again without it.</summary>
    Full,
}
