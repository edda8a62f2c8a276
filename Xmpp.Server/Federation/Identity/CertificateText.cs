using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Federation.Identity;

/// <summary>A peer's certificate for the log: short, and harmless to print (cases S2S-05, OPS-09).</summary>
internal static class CertificateText
{
    private const int MostNames = 5;
    private const int Longest = 100;

    /// <summary>The names that it is for, who has issued it, and from when to when it is valid.</summary>
    public static string Describe(X509Certificate2 certificate)
    {
        var names = SubjectAltNames.TryRead(certificate, out var presented) ? Names(presented) : "malformed names";
        return string.Create(CultureInfo.InvariantCulture,
            $"for {names}, issued by {Short(certificate.Issuer)}, valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm}Z to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z");
    }

    private static string Names(PresentedNames names)
    {
        if (names.IsEmpty)
            return "no name (no subjectAltName)";
        var all = names.Dns.Concat(names.Srv).Concat(names.Xmpp).Concat(names.Addresses.Select(one => one.ToString())).ToList();
        return string.Join(", ", all.Take(MostNames).Select(Short))
            + (all.Count > MostNames ? $" and {all.Count - MostNames} more" : "");
    }

    private static string Short(string text) =>
        Printable.Escape(text.Length > Longest ? text[..Longest] + "…" : text);
}
