using Microsoft.Extensions.Logging;

namespace Xmpp.Server.Certificates;

internal static partial class CertificateLog
{
    [LoggerMessage(Level = LogLevel.Information, EventName = "certificate-loaded",
        Message = "certificate for {Host} loaded from {File}, valid until {NotAfter:yyyy-MM-dd}")]
    public static partial void CertificateLoaded(this ILogger logger, string host, string file, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Information, EventName = "certificate-made",
        Message = "self-signed certificate for {Host} made in {File}")]
    public static partial void CertificateMade(this ILogger logger, string host, string file);

    [LoggerMessage(Level = LogLevel.Error, EventName = "certificate-refused",
        Message = "new certificate for {Host} refused, the old one stays in use: {Reason}")]
    public static partial void CertificateRefused(this ILogger logger, string host, string reason);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "certificate-expires",
        Message = "certificate for {Host} ends in {Days} days, on {NotAfter:yyyy-MM-dd}")]
    public static partial void CertificateExpires(this ILogger logger, string host, int days, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Error, EventName = "certificate-not-valid",
        Message = "certificate for {Host} is valid from {NotBefore:u} to {NotAfter:u}, not now")]
    public static partial void CertificateNotValid(
        this ILogger logger, string host, DateTimeOffset notBefore, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "certificate-wrong-name",
        Message = "certificate in {File} does not name {Host}; clients will refuse it")]
    public static partial void CertificateWrongName(this ILogger logger, string host, string file);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "certificate-key-exposed",
        Message = "key file {File} can be read by everyone or changed by its group; set its mode to 0640 or 0600")]
    public static partial void KeyExposed(this ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "certificate-not-watched",
        Message = "changes in {Directory} are found by looking every {Interval}, not at once: {Reason}")]
    public static partial void NotWatched(this ILogger logger, string directory, TimeSpan interval, string reason);

    [LoggerMessage(Level = LogLevel.Error, EventName = "certificate-reload-failed",
        Message = "certificates could not be looked at; the old ones stay in use")]
    public static partial void ReloadFailed(this ILogger logger, Exception e);
}
