using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Identity;

namespace Xmpp.Server.Commands.Checks;

/// <summary>The operator's own authorities for other servers: readable, and still valid.</summary>
internal static class AuthorityCheck
{
    private const string Subject = "federation authorities";

    public static IEnumerable<CheckResult> Run(ServerOptions options, TimeProvider time)
    {
        var authorities = options.Federation.Authorities;
        if (!options.Federation.Enabled)
            return [];
        if (authorities.Roots.Count == 0)
        {
            return authorities.System
                ? []
                : [CheckResult.Hint(Subject, "there are none, so no certificate proves a server", "system = true, or roots")];
        }
        try
        {
            var roots = RootFiles.Load(authorities.Roots);
            var old = roots.Where(root => root.NotAfter.ToUniversalTime() < time.GetUtcNow()).ToList();
            return
            [
                CheckResult.Good(Subject, $"{roots.Count} of the operator"),
                .. old.Select(root => CheckResult.Hint(
                    Subject, $"{root.Subject} has expired on {root.NotAfter.ToUniversalTime():yyyy-MM-dd}", "replace it")),
            ];
        }
        catch (CertificateException e)
        {
            return [CheckResult.Mistake(Subject, e.Message)];
        }
    }
}
