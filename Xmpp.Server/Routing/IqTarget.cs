namespace Xmpp.Server.Routing;

/// <summary>Whom an IQ request asks (RFC 6120 §10.5).</summary>
internal enum IqTarget
{
    /// <summary>A host: <c>capulet.example</c>.</summary>
    Server,

    /// <summary>The server on behalf of an account: its bare JID, or no 'to' at all.</summary>
    Account,
}
