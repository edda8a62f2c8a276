namespace Xmpp.Server.Transport;

/// <summary>A TLS connection that keying material can be exported from (RFC 5705, RFC 8446 §7.5).</summary>
internal interface IKeyExporter
{
    /// <summary>Without a context. On the connection's loop; null if the connection is gone.</summary>
    byte[]? Export(string label, int length);
}
