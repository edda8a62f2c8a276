using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Wire.Http;

/// <summary>
/// Scripts written for TCP with clients that come by WebSocket and BOSH: what a client gets does not depend on how it
/// comes. Enough of them to meet every kind of element; what is about octets, TLS or broken connections is left out.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class WebTransportTests
{
    // Of these folders, and of these only what fits; with WIRE_WEB=all of all folders, which takes as long as TCP.
    private static readonly string[] s_webSocket = Folders("Routing/", "StreamManagement/", "Features/Carbons/", "Features/Archive/");
    private static readonly string[] s_bosh = Folders("Routing/", "Roster/");

    private static string Root => AppContext.BaseDirectory;

    [TestCaseSource(nameof(Scripts))]
    public async Task Plays(string file, WireTransport transport)
    {
        var read = WireFiles.Read(Path.Combine(Root, file), file);
        var script = read with
        {
            NeedsWeb = true,
            // The script's clock jumps, and no pong jumps with it.
            Config = new Dictionary<string, string>(read.Config) { ["web.websocket.ping_interval"] = "'0s'" },
        };
        await using var server = await InProcessWireServer.StartAsync(script, DatabaseKind.SqliteMemory, CancellationToken.None);
        await WireRunner.RunAsync(script, server, CancellationToken.None, transport);
        Assert.That(server.Errors, Is.Empty, "the server logged an error");
    }

    private static IEnumerable<TestCaseData> Scripts()
    {
        foreach (var path in WireFiles.Under(Root))
        {
            var file = Path.GetRelativePath(Root, path);
            if (TryRead(path) is not { } script || !IsForWebSocket(script))
                continue;
            if (IsIn(file, s_webSocket))
                yield return new TestCaseData(file, WireTransport.WebSocket).SetName($"{file} by WebSocket");
            if (IsIn(file, s_bosh) && IsForBosh(script))
                yield return new TestCaseData(file, WireTransport.Bosh).SetName($"{file} by BOSH");
        }
    }

    private static string[] Folders(params string[] some) =>
        Environment.GetEnvironmentVariable("WIRE_WEB") is "all" ? [""] : some;

    private static bool IsIn(string file, string[] folders) =>
        folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal));

    private static bool IsForWebSocket(WireScript script) =>
        script.Names.Values.All(name => name.Kind is WireNameKind.Client)
        && script.Steps.All(step => step is not WireStep.Send { Text: var text } || IsWhole(text))
        && !script.Steps.Any(step => step is WireStep.Act { What: WireAct.StartsTls })
        // A reset overtakes what was sent right before it, in some webs and on some days.
        && !script.Steps.Zip(script.Steps.Skip(1)).Any(pair => pair is
            (WireStep.Send sent, WireStep.Act { What: WireAct.Drops or WireAct.Reconnects } act) && sent.Name == act.Name);

    // Who goes away without a word is missed only after a while, and a clock that jumps looks like that.
    private static bool IsForBosh(WireScript script) => !script.Steps.Any(step =>
        step is WireStep.Clock or WireStep.Restart or WireStep.Act { What: WireAct.Drops or WireAct.Reconnects });

    private static bool IsWhole(string text) => XmlBalance.Depth(text) == 0 && text.StartsWith('<') && text.EndsWith('>');

    // One with a mistake fails elsewhere.
    private static WireScript? TryRead(string path)
    {
        try
        {
            return WireFiles.Read(path);
        }
        catch (WireSyntaxException)
        {
            return null;
        }
    }
}
