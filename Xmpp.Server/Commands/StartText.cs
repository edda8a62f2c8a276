using System.Text;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary>What a person needs next, printed when the server has started.</summary>
internal static class StartText
{
    public static string Of(ServerOptions options, RunningServer server, string? file)
    {
        var config = file is null or ServerConfiguration.DefaultFile ? "" : $" --config {file}";
        var text = new StringBuilder();
        Line(text, $"{ServerVersion.Name} {ServerVersion.Number}", "");
        Line(text, "Hosts", string.Join(", ", options.Hosts.Select(host => host.Name)));
        Line(text, "Clients", string.Join(", ", Addresses(options, server)));
        if (options.Federation.Enabled)
            Line(text, "Servers", string.Join(", ", ServerAddresses(options, server)));
        Line(text, "Storage", $"{options.Storage.Engine}, data in {Path.GetFullPath(options.DataDirectory)}");
        Line(text, "Account", $"{Program()} user add NAME@{options.Hosts[0].Name}{config}");
        if (server.OperatorAddresses.Count > 0)
        {
            Line(text, "Metrics", string.Join(", ", server.OperatorAddresses.Select(address => $"{address}metrics")));
            Line(text, "Health", string.Join(", ", server.OperatorAddresses.Select(address => $"{address}health/ready")));
        }
        foreach (var certificate in server.Host.Certificates.Certificates.Where(c => c.IsSelfMade))
        {
            Line(text, "Certificate", $"of {certificate.Host} is self-signed: clients will ask whether to trust it "
                + $"(SHA-256 {certificate.Leaf.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)})");
        }
        Line(text, "Stop", "Ctrl-C or SIGTERM");
        return text.ToString();
    }

    // "*" stays as it was written; a port that the system chose must be said.
    private static IEnumerable<string> Addresses(ServerOptions options, RunningServer server) =>
        options.Listeners.C2s.Select(endpoint => (Endpoint: endpoint, Kind: "STARTTLS"))
            .Concat(options.Listeners.C2sTls.Select(endpoint => (Endpoint: endpoint, Kind: "TLS")))
            .Zip(server.Host.EndPoints, (listener, bound) =>
                $"{listener.Endpoint with { Port = bound.Port }} ({listener.Kind})");

    private static IEnumerable<string> ServerAddresses(ServerOptions options, RunningServer server) =>
        options.Listeners.S2s.Select(endpoint => (Endpoint: endpoint, Kind: "STARTTLS"))
            .Concat(options.Listeners.S2sTls.Select(endpoint => (Endpoint: endpoint, Kind: "TLS")))
            .Zip(
                server.Host.EndPoints.Skip(
                    options.Listeners.C2s.Count + options.Listeners.C2sTls.Count
                    + (options.Components.Count > 0 ? options.Listeners.Components.Count : 0)),
                (listener, bound) => $"{listener.Endpoint with { Port = bound.Port }} ({listener.Kind})");

    // As it can be typed here.
    private static string Program()
    {
        var path = Environment.ProcessPath ?? "xmppserver";
        return Path.GetRelativePath(Environment.CurrentDirectory, path) is { } relative && !relative.StartsWith("..", StringComparison.Ordinal)
            ? relative
            : path;
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append("  ").Append(name.PadRight(13)).Append(value).Append('\n');
}
