using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>Hundreds of wrong passwords at the same time, and people who are logged in.</summary>
public class PasswordStormTests
{
    private const int Attempts = 500;

    [Test, Case("ABU-09"), CancelAfter(240_000), Platform("Linux")]
    public async Task Every_attempt_is_answered_and_those_who_are_there_go_on(CancellationToken ct)
    {
        await using var host = await TestHost.StartAsync(
            accounts: ["juliet@capulet.example", "romeo@capulet.example"],
            configure: o => o with { Sasl = o.Sasl with { PasswordQueue = 64 }, Limits = o.Limits with { UnauthenticatedPerAddress = 0 } });
        var server = host.Server;
        await using var juliet = await WireConnection.ConnectAsync("juliet", server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(juliet, "juliet@capulet.example", "juliet", "r", ct);

        var attempts = Enumerable.Range(0, Attempts).Select(i => AttemptAsync(i, server.C2sTlsEndPoint!, ct)).ToList();
        var pings = 0;
        do
        {
            await PingAsync(juliet, $"p{pings++}", ct);
        }
        while (!attempts.All(attempt => attempt.IsCompleted));
        var answers = await Task.WhenAll(attempts);
        // Measured 2,800: nobody who is there waits for the derivations of others.
        Assert.That(pings, Is.GreaterThan(Attempts / 5));

        // Too many at once may try again later (RFC 6120 §6.5.11); nobody got in, and nobody got no answer.
        Assert.That(answers, Has.All.Match("^<failure [^>]*><(not-authorized|temporary-auth-failure)/></failure>"));
        Assert.That(answers.Count(answer => answer.Contains("<not-authorized", StringComparison.Ordinal)), Is.Positive);
        await using var romeo = await WireConnection.ConnectAsync("romeo", server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(romeo, "romeo@capulet.example", "romeo", "r", ct);
        await PingAsync(romeo, "in", ct);
    }

    // PLAIN and SCRAM in turn, from fifty addresses, for names that are there and names that are not.
    private static async Task<string> AttemptAsync(int number, IPEndPoint server, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.1.{number % 50}"), 0));
        await socket.ConnectAsync(server, ct);
        await using var tls = new SslStream(new NetworkStream(socket), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "capulet.example" }, ct);
        var name = number % 4 == 0 ? "juliet" : $"nobody{number}";
        await SendAsync(tls, WireLogin.Header("capulet.example"), ct);
        await UntilAsync(tls, "</stream:features>", ct);
        if (number % 2 == 0)
        {
            await SendAsync(tls, Auth("PLAIN", $"\0{name}\0wrong"), ct);
            return await UntilAsync(tls, "</failure>", ct);
        }
        await SendAsync(tls, Auth("SCRAM-SHA-256", $"n,,n={name},r=nonce"), ct);
        var challenge = await UntilAsync(tls, ">", ct, "</challenge>", "</failure>");
        if (!challenge.Contains("</challenge>", StringComparison.Ordinal))
            return challenge;
        var text = challenge[(challenge.IndexOf("sasl'>", StringComparison.Ordinal) + 6)..challenge.IndexOf("</challenge>", StringComparison.Ordinal)];
        var nonce = Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split(',')[0];
        await SendAsync(tls, $"<response xmlns='{WireLogin.Sasl}'>{Base64($"c=biws,{nonce},p={Convert.ToBase64String(new byte[32])}")}</response>", ct);
        return await UntilAsync(tls, "</failure>", ct);
    }

    private static string Auth(string mechanism, string text) =>
        $"<auth xmlns='{WireLogin.Sasl}' mechanism='{mechanism}'>{Base64(text)}</auth>";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static ValueTask SendAsync(SslStream tls, string text, CancellationToken ct) => tls.WriteAsync(Encoding.UTF8.GetBytes(text), ct);

    private static async Task<string> UntilAsync(SslStream tls, string end, CancellationToken ct, params string[] instead)
    {
        var buffer = new byte[4096];
        var text = "";
        string[] ends = instead.Length > 0 ? instead : [end];
        while (!ends.Any(one => text.Contains(one, StringComparison.Ordinal)))
        {
            var read = await tls.ReadAsync(buffer, ct);
            if (read == 0)
                return text + " closed";
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }
        return text;
    }

    private static async Task PingAsync(WireConnection connection, string id, CancellationToken ct)
    {
        await connection.SendAsync($"<iq type='get' id='{id}' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await connection.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo(id));
    }
}
