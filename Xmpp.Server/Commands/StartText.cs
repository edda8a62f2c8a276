using System.Text;
using Xmpp.Server.Configuration;
using Xmpp.Server.Web.Chat;

namespace Xmpp.Server.Commands;

/// <summary>What a person needs next, printed when the server has started.</summary>
internal static class StartText
{
    /// <param name="options">What is in force.</param>
    /// <param name="server">That runs.</param>
    /// <param name="file">The configuration that was named, or null.</param>
    /// <param name="invitation">The link to the first account, or null.</param>
    public static string Of(ServerOptions options, RunningServer server, string? file, string? invitation)
    {
        var config = file is null or ServerConfiguration.DefaultFile ? "" : $" --config {file}";
        var text = new StringBuilder();
        Line(text, $"{ServerVersion.Name} {ServerVersion.Number}", "");
        Line(text, "Hosts", string.Join(", ", options.Hosts.Select(host => host.Name)));
        Line(text, "Clients", string.Join(", ", Addresses(options, server)));
        if (options.Federation.Enabled)
            Line(text, "Servers", string.Join(", ", ServerAddresses(options, server)));
        Line(text, "Storage", $"{options.Storage.Engine}, data in {Path.GetFullPath(options.DataDirectory)}");
        if (server.Host.Chat is { } chat && server.Host.WebAddresses.IsOpen)
        {
            Line(text, "Chat", chat.IsComplete
                ? server.Host.WebAddresses.PageOriginOf(options.Hosts[0].Name) + ChatDoor.Path
                : "in the browser is not possible: Converse.js is missing ('make web' fetches it; it needs npm)");
        }
        if (invitation is not null)
            Line(text, "Begin here", $"{invitation} makes the first account (for a day)");
        Line(text, "Account", $"{Program()} user add NAME@{options.Hosts[0].Name}{config}");
        if (options.Invitations.Enabled)
            Line(text, "Invitation", $"{Program()} invite create{config}");
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
