using System.Text.Json.Nodes;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>The server itself: its version, configuration and certificates.</summary>
internal sealed class ServerFamily(
    ServerOptions options, CertificateStore certificates, Func<IConfigurationReload?> reload) : IOperations
{
    public IEnumerable<Operation> Operations =>
    [
        new("status.show", "Tells the version and the hosts.", AdminRole.Viewer, "GET", "/status", [], StatusAsync),
        new("configuration.show", "Shows the configuration in force, without secrets.", AdminRole.Admin, "GET", "/configuration",
            [], ShowAsync)
        { IsOfServer = true },
        new("configuration.reload", "Reads server.toml again.", AdminRole.Admin, "POST", "/configuration/reload", [], ReloadAsync)
        { IsOfServer = true },
        new("certificates.list", "Lists the hosts' certificates.", AdminRole.Viewer, "GET", "/certificates",
            [OperationParameter.OneHost], CertificatesAsync),
        new("certificates.reload", "Reads the certificates again.", AdminRole.Admin, "POST", "/certificates/reload",
            [], ReloadCertificatesAsync)
        { IsOfServer = true },
    ];

    private static Task<OperationResult> StatusAsync(OperationCall call, CancellationToken ct) =>
        Task.FromResult(OperationResult.Of(new JsonObject
        {
            ["version"] = ServerVersion.Number,
            ["hosts"] = Json.Texts(call.Hosts),
        }));

    private Task<OperationResult> ShowAsync(OperationCall call, CancellationToken ct) =>
        Task.FromResult(OperationResult.Of(new JsonObject { ["toml"] = OptionPrinter.Print(options) }));

    private async Task<OperationResult> ReloadAsync(OperationCall call, CancellationToken ct)
    {
        if (reload() is not { } reloader)
            return OperationResult.Unsupported("This server reads its configuration at its start only.");
        var reloaded = await reloader.ReloadAsync(ct);
        var body = new JsonObject
        {
            ["problems"] = Json.Texts(reloaded.Problems),
            ["changed"] = Json.Texts(reloaded.Changed),
            ["needRestart"] = Json.Texts(reloaded.NeedRestart),
        };
        return reloaded.Problems.Count == 0
            ? OperationResult.Of(body)
            : OperationResult.Invalid("bad-configuration", string.Join("; ", reloaded.Problems));
    }

    private Task<OperationResult> CertificatesAsync(OperationCall call, CancellationToken ct) =>
        Task.FromResult(OperationResult.Page(
            certificates.Certificates.Where(c => call.Hosts.Contains(c.Host)).Select(c => new JsonObject
            {
                ["host"] = c.Host,
                ["subject"] = c.Leaf.Subject,
                ["issuer"] = c.Leaf.Issuer,
                ["serial"] = c.Leaf.SerialNumber,
                ["notBefore"] = Json.Time(c.NotBefore),
                ["notAfter"] = Json.Time(c.NotAfter),
                ["daysLeft"] = Math.Floor(certificates.DaysLeft(c)),
                ["selfMade"] = c.IsSelfMade,
                ["coversHost"] = c.CoversHost,
            }),
            null));

    private Task<OperationResult> ReloadCertificatesAsync(OperationCall call, CancellationToken ct)
    {
        certificates.Reload();
        return CertificatesAsync(call, ct);
    }
}
