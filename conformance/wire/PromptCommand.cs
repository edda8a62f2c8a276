using System.Net;
using Xmpp.Tests.Wire;

namespace XmppWire;

/// <summary>A person at the stream: what he types goes out once its elements are closed, what comes is shown.</summary>
internal static class PromptCommand
{
    public static async Task<int> RunAsync(
        string account, string domain, string? passwordFile, IPEndPoint server, CancellationToken ct)
    {
        var slash = account.IndexOf('/');
        var resource = slash < 0 ? "wire" : account[(slash + 1)..];
        var bare = slash < 0 ? account : account[..slash];
        bare = bare.Contains('@') ? bare : $"{bare}@{domain}";
        var password = passwordFile is null
            ? bare[..bare.IndexOf('@')]
            : (await File.ReadAllTextAsync(passwordFile, ct)).TrimEnd('\r', '\n');
        try
        {
            await using var connection = await WireConnection.ConnectAsync(bare[..bare.IndexOf('@')], server, ct);
            await WireLogin.LogInAsync(connection, bare, password, resource, ct);
            Console.WriteLine($"# {bare}/{resource} is logged in; type XML, end with ctrl-D");
            connection.OnExchange = Console.WriteLine;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var receiving = ReceiveAsync(connection, end.Token);
            await SendAsync(connection, receiving, end.Token);
            await receiving;
            return 0;
        }
        catch (Exception e) when (e is WireFailureException or IOException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task SendAsync(WireConnection connection, Task receiving, CancellationToken ct)
    {
        var typed = "";
        while (!receiving.IsCompleted)
        {
            // The console's own reader blocks, also when asked asynchronously.
            var reading = Task.Run(Console.ReadLine, ct);
            await Task.WhenAny(reading, receiving);
            if (receiving.IsCompleted)
                return;
            if (await reading is not { } line)
            {
                await connection.SendAsync("</stream:stream>", ct);
                return;
            }
            typed += line + "\n";
            if (typed.Trim().Length == 0)
                typed = "";
            else if (XmlBalance.Depth(typed) is <= 0)
            {
                await connection.SendAsync(typed.Trim(), ct);
                typed = "";
            }
        }
    }

    private static async Task ReceiveAsync(WireConnection connection, CancellationToken ct)
    {
        while ((await connection.NextAsync(ct)).Kind is not (WirePatternKind.Closed or WirePatternKind.StreamEnd))
        {
        }
    }
}
