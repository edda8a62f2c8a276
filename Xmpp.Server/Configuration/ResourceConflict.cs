namespace Xmpp.Server.Configuration;

/// <summary>RFC 6120 §7.7.2.2: what happens to a client that asks for a resource which is in use.</summary>
public enum ResourceConflict
{
    /// <summary>It gets another one, made by the server; a connection that is known dead is replaced (cases AUTH-15).</summary>
    [OptionName("server-resource")]
    ServerResource,

    /// <summary>The older session is closed with <c>conflict</c>.</summary>
    Replace,

    /// <summary>The newer one gets the stanza error <c>conflict</c>.</summary>
    Reject,
}
