using System.Text;
using System.Xml.Linq;
using Xmpp.Tests.Wire.Http;

namespace Xmpp.Tests.Wire;

/// <summary>Plays a script against a server, and stops at the first thing that is not as written.</summary>
public sealed class WireRunner : IAsyncDisposable
{
    /// <summary>How long a server may take for one stanza; only a failing script ever waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly XName s_request = XName.Get("r", "urn:xmpp:sm:3");

    private readonly WireScript script;
    private readonly IWireServer server;
    private readonly WireStage stage;
    private readonly WireGivens givens;
    private WireCaptures captures = WireCaptures.None;
    private string section = "";

    private WireRunner(WireScript script, IWireServer server, WireTransport transport)
    {
        this.script = script;
        this.server = server;
        stage = new WireStage(script, server, transport);
        givens = new WireGivens(script, stage);
    }

    /// <exception cref="WireFailureException">The server did something else than the script says.</exception>
    public static async Task RunAsync(
        WireScript script, IWireServer server, CancellationToken ct, WireTransport transport = WireTransport.Tcp)
    {
        await using var runner = new WireRunner(script, server, transport);
        runner.stage.OpenPeers();
        foreach (var (bareJid, password) in script.Accounts)
            await runner.AtAsync(0, null, token => server.CreateAccountAsync(bareJid, password, token), ct);
        foreach (var name in script.Names.Values.Where(n => !n.Later))
            await runner.AtAsync(name.Line, name.Name, token => runner.stage.ConnectAsync(name.Name, token), ct);
        foreach (var step in script.Steps)
        {
            if (step is WireStep.AnyOrder block)
                await runner.AnyOrderAsync(block, ct);
            else
                await runner.AtAsync(step.Line, NameOf(step), token => runner.StepAsync(step, token), ct);
        }
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    private static string? NameOf(WireStep step) => step switch
    {
        WireStep.Send send => send.Name,
        WireStep.Expect expect => expect.Name,
        WireStep.Silence silence => silence.Name,
        WireStep.Act act => act.Name,
        _ => null,
    };

    // Every failure says where it happened and what that client said and heard last.
    private async Task AtAsync(int line, string? name, Func<CancellationToken, Task> step, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await step(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Failure(line, name, $"nothing more came for {Patience.TotalSeconds} seconds", null);
        }
        catch (Exception e) when (e is WireFailureException or FormatException or IOException
            or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            throw Failure(line, name, e.Message, e is WireFailureException ? null : e);
        }
    }

    private WireFailureException Failure(int line, string? name, string problem, Exception? cause)
    {
        var text = new StringBuilder($"{script.File}:{line}: {problem}");
        if (section.Length > 0)
            text.Append($"\n  in: {section}");
        if (script.Steps.FirstOrDefault(s => s.Line == line) is WireStep.Expect expect)
            text.Append($"\n  expected: {expect.Name} <- {expect.Pattern}");
        if (name is not null && stage.Find(name) is { } connection)
            text.Append($"\n  last of {name}:\n    ").AppendJoin("\n    ", connection.Last);
        return new(text.ToString(), cause);
    }

    private async Task StepAsync(WireStep step, CancellationToken ct)
    {
        switch (step)
        {
            case WireStep.Section title:
                section = title.Title;
                break;
            case WireStep.Send send:
                stage.LastSender = send.Name;
                var sender = await stage.UseAsync(send.Name, ct);
                await sender.SendAsync(WireText.Expand(send.Text, captures), ct);
                break;
            case WireStep.Expect expect:
                await ExpectAsync(expect, ct);
                break;
            case WireStep.Silence silence:
                await SilenceAsync(silence.Name, ct);
                break;
            case WireStep.Clock clock:
                server.AdvanceClock(clock.By);
                break;
            case WireStep.Restart:
                await server.RestartAsync(ct);
                break;
            case WireStep.Act act:
                await ActAsync(act, ct);
                break;
            case WireStep.Given given:
                foreach (var sentence in given.Sentences)
                    await givens.ApplyAsync(sentence, ct);
                break;
        }
    }

    private async Task ExpectAsync(WireStep.Expect expect, CancellationToken ct)
    {
        var connection = await stage.UseAsync(expect.Name, ct);
        if (expect.Pattern.Kind == WirePatternKind.Closed && connection.IsStreamEnded)
            await AnswerEndAsync(connection, ct);
        var frame = await NextAsync(connection, IsRequest(expect.Pattern.Element), ct);
        if (expect.Pattern.Kind == WirePatternKind.Closed && frame.Kind == WirePatternKind.StreamEnd)
        {
            await AnswerEndAsync(connection, ct);
            frame = await connection.NextAsync(ct);
        }
        var match = Compare(expect.Pattern, frame, connection);
        captures = match.Captures ?? throw new WireFailureException(match.Difference!);
    }

    // How many stanzas a request for an acknowledgement (XEP-0198 §4) is behind depends on what was written together: a
    // script sees it where it asks for it.
    private static async Task<WireFrame> NextAsync(WireConnection connection, bool wantsRequest, CancellationToken ct)
    {
        var frame = await connection.NextAsync(ct);
        while (!wantsRequest && IsRequest(frame.Element))
            frame = await connection.NextAsync(ct);
        return frame;
    }

    private static bool IsRequest(XElement? element) => element?.Name == s_request;

    private WireMatch Compare(WirePattern pattern, WireFrame frame, WireConnection connection)
    {
        if (pattern.Kind != frame.Kind)
            return WireMatch.Differs($"{frame.Text} came instead");
        if (pattern.Element is not { } expected || frame.Element is not { } actual)
            return WireMatch.Equal(captures);
        if (pattern.Kind == WirePatternKind.Header && SaysNamespace(expected)
            && expected.GetDefaultNamespace() != actual.GetDefaultNamespace())
        {
            return WireMatch.Differs($"the content namespace is '{actual.GetDefaultNamespace()}'");
        }
        if (pattern.Kind == WirePatternKind.Element && script.Names[connection.Name].Kind is WireNameKind.Component)
            expected = WireComponent.Rescoped(expected);
        else if (pattern.Kind == WirePatternKind.Element && script.Names[connection.Name].IsServer)
            expected = WireComponent.Rescoped(expected, WireServer.Namespace);
        return WireMatcher.Match(expected, actual, captures, stage.Receiver(connection));
    }

    // A header with … says only what it says; one without says that there is no default namespace.
    private static bool SaysNamespace(XElement header) =>
        header.Attribute("xmlns") is not null || header.Attribute(WirePattern.MoreAttributes) is null;

    // RFC 6120 §4.4: whoever receives the end tag answers with his own before TCP ends.
    private static async Task AnswerEndAsync(WireConnection connection, CancellationToken ct)
    {
        try
        {
            await connection.SendAsync("</stream:stream>", ct);
        }
        catch (IOException)
        {
            // The server did not wait for it; that is what the script goes on to see.
        }
    }

    // Each connection has its own order; between two of them there is none anyway.
    private async Task AnyOrderAsync(WireStep.AnyOrder block, CancellationToken ct)
    {
        foreach (var perName in block.Expected.GroupBy(e => e.Name))
            await AtAsync(perName.First().Line, perName.Key, token => AnyOrderAsync([.. perName], token), ct);
    }

    private async Task AnyOrderAsync(List<WireStep.Expect> expected, CancellationToken ct)
    {
        var connection = await stage.UseAsync(expected[0].Name, ct);
        var came = new List<WireFrame>();
        var wantsRequest = expected.Exists(e => IsRequest(e.Pattern.Element));
        while (came.Count < expected.Count)
        {
            var frame = await NextAsync(connection, wantsRequest, ct);
            var differences = expected.ConvertAll(e => Compare(e.Pattern, frame, connection).Difference);
            if (!differences.Contains(null))
                throw new WireFailureException($"{frame.Text} came, which is none of those in the braces:\n    "
                    + string.Join("\n    ", differences));
            came.Add(frame);
        }
        if (!Assign(expected, 0, came, connection))
            throw new WireFailureException("what came is not what stands in the braces, each once: "
                + string.Concat(came.Select(f => "\n    " + f.Text)));
    }

    private bool Assign(List<WireStep.Expect> expected, int index, List<WireFrame> came, WireConnection connection)
    {
        if (index == expected.Count)
            return true;
        var before = captures;
        foreach (var frame in came)
        {
            if (Compare(expected[index].Pattern, frame, connection).Captures is not { } more)
                continue;
            captures = more;
            if (Assign(expected, index + 1, came.FindAll(f => !ReferenceEquals(f, frame)), connection))
                return true;
            captures = before;
        }
        return false;
    }

    // The last sender's ping is answered when all he sent is handled (RFC 6120 §10.1), the listener's when all that was
    // sent to him is out: nothing may come before it. No time passes, so nothing is late.
    private async Task SilenceAsync(string name, CancellationToken ct)
    {
        var listener = await stage.UseAsync(name, ct);
        if (stage.LastSender is { } last && last != name && !script.Names[last].IsServer
            && stage.Find(last) is { IsClosed: false } sender)
            sender.PutBack(await stage.PingAsync(sender, ct));
        var came = (await stage.PingAsync(listener, ct)).FindAll(frame => !IsRequest(frame.Element));
        if (came.Count > 0)
            throw new WireFailureException("silence expected, but this came:" + string.Concat(came.Select(f => "\n    " + f.Text)));
    }

    // Until the server has noticed, where it can be asked: what follows may move the clock.
    private async Task DropAsync(WireConnection connection, CancellationToken ct)
    {
        var before = server.Connections;
        connection.Drop();
        while (before is not null && server.Connections >= before)
            await Task.Delay(5, ct);
    }

    private async Task ActAsync(WireStep.Act act, CancellationToken ct)
    {
        switch (act.What)
        {
            case WireAct.Drops:
                await DropAsync(await stage.UseAsync(act.Name, ct), ct);
                break;
            case WireAct.Closes:
                await CloseAsync(await stage.UseAsync(act.Name, ct), ct);
                break;
            case WireAct.StartsTls:
                await stage.StartTlsAsync(act.Name, ct);
                break;
            case WireAct.Connects when stage.Find(act.Name) is { IsClosed: false }:
                throw new WireFailureException($"{act.Name} is still connected (reconnects drops it first)");
            default:
                stage.Find(act.Name)?.Drop();
                await stage.ConnectAsync(act.Name, ct);
                break;
        }
    }

    // RFC 6120 §4.4: our end tag, whatever is still under way, the server's end tag, the end of TCP.
    private static async Task CloseAsync(WireConnection connection, CancellationToken ct)
    {
        await connection.SendAsync("</stream:stream>", ct);
        WireFrame frame;
        while ((frame = await connection.NextAsync(ct)).Kind != WirePatternKind.Closed)
        {
            if (frame.Kind == WirePatternKind.StreamEnd)
                break;
        }
        if (!connection.IsStreamEnded)
            throw new WireFailureException("the server closed TCP without </stream:stream>");
        await connection.DisposeAsync();
    }
}
