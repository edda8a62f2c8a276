using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>The spaces that keep a connection alive.</summary>
[Spec("RFC 6120", "4.6.1"), Case("PAR-09")]
public class KeepaliveTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    [Test]
    public async Task A_space_comes_when_nothing_was_sent_for_so_long_and_none_before_login()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(
            new LimitOptions { KeepaliveInterval = TimeSpan.FromSeconds(10) }, _time, accounts: ["juliet@capulet.example"]);
        await using var early = await OpenAsync(host.Server.C2sTlsEndPoint!, ct);
        await using var juliet = await OpenAsync(host.Server.C2sTlsEndPoint!, ct);
        await SendAsync(juliet, $"<auth xmlns='{WireLogin.Sasl}' mechanism='PLAIN'>{Convert.ToBase64String("\0juliet\0juliet"u8)}</auth>", ct);
        await UntilAsync(juliet, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", ct);
        await SendAsync(juliet, WireLogin.Header("capulet.example"), ct);
        await UntilAsync(juliet, "</stream:features>", ct);
        await SendAsync(juliet, $"<iq type='set' id='b'><bind xmlns='{WireLogin.Bind}'/></iq>", ct);
        await UntilAsync(juliet, "</iq>", ct);

        _time.Advance(TimeSpan.FromSeconds(9));
        await PingAsync(juliet, "", ct);
        _time.Advance(TimeSpan.FromSeconds(9));
        await PingAsync(juliet, "", ct); // something was sent meanwhile
        _time.Advance(TimeSpan.FromSeconds(11));
        await UntilAsync(juliet, " ", ct);
        await PingAsync(juliet, "", ct); // one, not one for each look at the clock
        await SendAsync(early, "</stream:stream>", ct);
        Assert.That(await UntilAsync(early, "</stream:stream>", ct), Is.EqualTo("</stream:stream>"));
    }

    private static async Task PingAsync(SslStream tls, string before, CancellationToken ct)
    {
        await SendAsync(tls, "<iq type='get' id='p' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That(await UntilAsync(tls, "/>", ct), Does.StartWith(before + "<iq "));
    }

    private static async Task<SslStream> OpenAsync(IPEndPoint server, CancellationToken ct)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server, ct);
        var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "capulet.example" }, ct);
        await SendAsync(tls, WireLogin.Header("capulet.example"), ct);
        await UntilAsync(tls, "</stream:features>", ct);
        return tls;
    }

    private static ValueTask SendAsync(SslStream tls, string text, CancellationToken ct) => tls.WriteAsync(Encoding.UTF8.GetBytes(text), ct);

    private static async Task<string> UntilAsync(SslStream tls, string end, CancellationToken ct)
    {
        var buffer = new byte[4096];
        var text = "";
        while (!text.EndsWith(end, StringComparison.Ordinal))
        {
            var read = await tls.ReadAsync(buffer, ct);
            Assert.That(read, Is.Positive, "closed behind " + text);
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }
        return text;
    }
}
