using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands.Checks;

/// <summary>Each host's certificate: there, whole, for this host, still valid, key kept private.</summary>
internal static class CertificateCheck
{
    private const int SoonDays = 21;

    public static IEnumerable<CheckResult> Run(ServerOptions options, TimeProvider time) =>
        options.Hosts.SelectMany(host => Run(host, options.DataDirectory, time));

    private static IEnumerable<CheckResult> Run(HostOptions host, string dataDirectory, TimeProvider time)
    {
        var subject = $"certificate {host.Name}";
        var slot = new CertificateSlot(host, CertificateStore.DirectoryIn(dataDirectory));
        if (slot.IsSelfMade && !File.Exists(slot.Files.Certificate))
        {
            return [CheckResult.Hint(subject, "a self-signed one will be made at the first start",
                "set certificate and key of the host for one that clients trust")];
        }
        try
        {
            return Judge(slot, slot.Read(), subject, time.GetUtcNow());
        }
        catch (CertificateException e)
        {
            return [CheckResult.Mistake(subject, e.Message)];
        }
    }

    private static IEnumerable<CheckResult> Judge(
        CertificateSlot slot, HostCertificate certificate, string subject, DateTimeOffset now)
    {
        var days = (int)Math.Floor((certificate.NotAfter - now).TotalDays);
        if (days < 0 || certificate.NotBefore > now)
        {
            yield return CheckResult.Mistake(subject,
                $"valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}, not now",
                "renew it; clients refuse it");
        }
        else if (days < SoonDays)
            yield return CheckResult.Hint(subject, $"ends in {days} days", "renew it");
        else
            yield return CheckResult.Good(subject, $"{slot.Files.Certificate}, {days} days left");
        if (certificate.IsSelfMade)
            yield return CheckResult.Hint(subject, "is self-signed: clients ask their owners whether to trust it");
        if (!certificate.CoversHost)
            yield return CheckResult.Mistake(subject, "does not name the host", $"get one with the DNS name {HostNames.ToAscii(slot.Host)}");
        if (slot.Files.IsKeyExposed())
        {
            yield return CheckResult.Hint(
                subject, $"{slot.Files.Key} can be read by everyone or changed by its group",
                $"chmod 600 {slot.Files.Key}");
        }
    }
}
