using System.Net;
using Xmpp.Tests.Wire;

namespace XmppWire;

/// <summary>Plays scripts against a server that runs already.</summary>
internal static class ScriptCommand
{
    public static async Task<int> RunAsync(
        string[] paths, IPEndPoint server, IPEndPoint? directTls, string[] hosts, CancellationToken ct)
    {
        var (passed, failed) = (0, 0);
        foreach (var file in paths.SelectMany(p => Directory.Exists(p) ? WireFiles.Under(p) : [p]))
        {
            try
            {
                var script = WireScriptParser.Parse(file, WithHosts(await File.ReadAllTextAsync(file, ct), hosts));
                if (script.Config.Count > 0)
                    Console.WriteLine($"note   {file}: the server must have {string.Join(", ", script.Config.Select(c => $"{c.Key} = {c.Value}"))}");
                await using var foreign = new ForeignWireServer(server, directTls);
                await WireRunner.RunAsync(script, foreign, ct);
                passed++;
                Console.WriteLine($"passed {file}");
            }
            catch (Exception e) when (e is WireFailureException or WireSyntaxException or NotSupportedException)
            {
                failed++;
                Console.WriteLine($"FAILED {(e is NotSupportedException ? $"{file}: " : "")}{e.Message}\n");
            }
        }
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static string WithHosts(string text, string[] hosts)
    {
        foreach (var pair in hosts.Select(h => h.Split('=', 2)))
            text = text.Replace(pair[0], pair.ElementAtOrDefault(1) ?? pair[0], StringComparison.Ordinal);
        return text;
    }
}
