namespace Xmpp.Server.Certificates;

/// <summary>A certificate or key that cannot be used; the message names the file and says what to do.</summary>
public sealed class CertificateException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Whose it is, where that is known.</summary>
    public string? Host { get; init; }
}
