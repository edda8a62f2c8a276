using System.Net;
using System.Net.Sockets;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands.Checks;

/// <summary>Each address to listen on: free, or held by our own server.</summary>
internal static class PortCheck
{
    public static IEnumerable<CheckResult> Run(ServerOptions options, ServerStatus? running) =>
        options.Listeners.C2s.Select(endpoint => Run("c2s", endpoint, running))
            .Concat(options.Listeners.C2sTls.Select(endpoint => Run("c2s_tls", endpoint, running)))
            .Concat(!options.Federation.Enabled
                ? [] : options.Listeners.S2s.Select(endpoint => Run("s2s", endpoint, running)))
            .Concat(!options.Federation.Enabled
                ? [] : options.Listeners.S2sTls.Select(endpoint => Run("s2s_tls", endpoint, running)))
            .Concat(options.Components.Count == 0
                ? [] : options.Listeners.Components.Select(endpoint => Run("components", endpoint, running)))
            .Concat(options.Http.Listen.Select(endpoint => Run("http", endpoint, running)));

    private static CheckResult Run(string name, ListenEndpoint endpoint, ServerStatus? running)
    {
        var subject = $"port {name} {endpoint}";
        try
        {
            var address = endpoint.ToIPEndPoint();
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(1);
            return CheckResult.Good(subject, "free");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return running is not null && running.Ports.Contains(endpoint.Port)
                ? CheckResult.Good(subject, $"held by the running server, process {running.ProcessId}")
                : CheckResult.Mistake(subject, "another program has it", $"ss -ltnp 'sport = {endpoint.Port}' shows which");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            return CheckResult.Mistake(subject, "not allowed", "ports below 1024 need CAP_NET_BIND_SERVICE");
        }
        catch (SocketException e)
        {
            return CheckResult.Mistake(subject, e.Message, "is this an address of this machine?");
        }
    }
}
