using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Transport;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>A client inside TLS that binds its login to it, or not, as it is told (RFC 5802 §6).</summary>
internal sealed class BoundClient(WireConnection connection, XElement features) : IAsyncDisposable
{
    private const string Host = "capulet.example";
    private static readonly XNamespace s_bindings = "urn:xmpp:sasl-cb:0";

    /// <summary>The names of the mechanisms on offer.</summary>
    public IReadOnlyList<string> Mechanisms => [.. features.Element(WireLogin.Sasl + "mechanisms")!.Elements().Select(e => e.Value)];

    /// <summary>The binding types on offer (XEP-0440).</summary>
    public IReadOnlyList<string?> Types =>
        [.. features.Elements(s_bindings + "sasl-channel-binding").Elements().Select(e => e.Attribute("type")?.Value)];

    /// <summary>The certificate that the server has shown.</summary>
    public X509Certificate2 Certificate => (X509Certificate2)connection.Tls!.RemoteCertificate!;

    /// <summary>What this side of TLS exports for tls-exporter (RFC 9266 §2).</summary>
    public byte[] Exported => TlsExporter.Export(connection.Tls!, "EXPORTER-Channel-Binding", 32)!;

    /// <param name="isDirect">TLS from the first byte, else STARTTLS.</param>
    public static async Task<BoundClient> ConnectAsync(
        IPEndPoint server, bool isDirect, SslProtocols protocol, CancellationToken ct, string name = Host)
    {
        var connection = await WireConnection.ConnectAsync("juliet", server, ct);
        if (!isDirect)
        {
            await WireLogin.OpenStreamAsync(connection, Host, ct);
            await connection.SendAsync($"<starttls xmlns='{WireLogin.Tls}'/>", ct);
            await connection.NextAsync(ct);
        }
        await connection.StartTlsAsync(name, ct, protocols: protocol);
        return new(connection, await WireLogin.OpenStreamAsync(connection, Host, ct));
    }

    /// <summary>SCRAM as juliet; "success", or the condition of the failure.</summary>
    public async Task<string> LogInAsync(string mechanism, string header, byte[] binding, CancellationToken ct)
    {
        var hash = mechanism[6..].Replace("-PLUS", "", StringComparison.Ordinal);
        var bare = "n=juliet,r=" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        await connection.SendAsync(
            $"<auth xmlns='{WireLogin.Sasl}' mechanism='{mechanism}'>{Encode(Encoding.UTF8.GetBytes(header + bare))}</auth>", ct);
        var answer = (await connection.NextAsync(ct)).Element!;
        if (answer.Name.LocalName != "challenge")
            return answer.Elements().First().Name.LocalName;
        var first = Encoding.UTF8.GetString(Convert.FromBase64String(answer.Value));
        var final = $"c={Encode([.. Encoding.UTF8.GetBytes(header), .. binding])},{first.Split(',')[0]}";
        var scram = WireScram.Compute(hash, "juliet", bare, first, final);
        await connection.SendAsync(
            $"<response xmlns='{WireLogin.Sasl}'>{Encode(Encoding.UTF8.GetBytes($"{final},p={scram.Proof}"))}</response>", ct);
        answer = (await connection.NextAsync(ct)).Element!;
        return answer.Name.LocalName == "failure" ? answer.Elements().First().Name.LocalName : answer.Name.LocalName;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes);
}
