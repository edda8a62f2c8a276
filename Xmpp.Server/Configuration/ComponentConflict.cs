namespace Xmpp.Server.Configuration;

/// <summary>XEP-0114 §3 leaves open which of two components of one name stays; the other gets <c>conflict</c>.</summary>
public enum ComponentConflict
{
    /// <summary>The first one stays: two that reconnect by themselves do not fight.</summary>
    Reject,

    /// <summary>The newer one stays: no waiting for a connection whose other end is gone without a word.</summary>
    Replace,
}
