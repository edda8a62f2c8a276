namespace Xmpp.Server.Observability;

/// <summary>Why a message is gone that this server had taken, without its sender being told.</summary>
public enum StanzaLoss
{
    /// <summary>The server stopped while the database, or the other server that it was for, was away.</summary>
    Stopped,

    /// <summary>A fault of this program, which is in the log.</summary>
    Failed,
}
