namespace Xmpp.Server.Routing;

/// <summary>Which door a stanza came in by.</summary>
internal enum StanzaOrigin
{
    /// <summary>A session of an account here; the 'from' is stamped by us.</summary>
    LocalSession,

    /// <summary>This server itself, or a service of it.</summary>
    Server,

    /// <summary>Another server; the 'from' was checked against what its stream has proved.</summary>
    RemoteServer,
}
