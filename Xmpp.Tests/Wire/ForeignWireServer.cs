using System.Net;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>
/// Any server, reached over TCP: to argue about a script. It must serve the hosts of the script and let accounts
/// register in band (XEP-0077); its configuration and its clock are its own.
/// </summary>
public sealed class ForeignWireServer(IPEndPoint endPoint, IPEndPoint? directTls = null) : IWireServer
{
    private static readonly XNamespace Register = "jabber:iq:register";
    private static readonly XNamespace StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";

    public IPEndPoint ClientEndPoint => endPoint;
    public IPEndPoint? DirectTlsEndPoint => directTls;

    public async Task CreateAccountAsync(string bareJid, string password, CancellationToken ct)
    {
        if (await TryRegisterAsync(bareJid, password, ct))
            return;
        await CancelAsync(bareJid, password, ct);
        if (!await TryRegisterAsync(bareJid, password, ct))
            throw new WireFailureException($"{bareJid} exists and could not be replaced");
    }

    public void AdvanceClock(TimeSpan by) => throw new NotSupportedException("this server's clock cannot be moved");

    public int? Connections => null;

    public Task RestartAsync(CancellationToken ct) => throw new NotSupportedException("this server is not ours to stop");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // XEP-0077 §3.1
    private async Task<bool> TryRegisterAsync(string bareJid, string password, CancellationToken ct)
    {
        var at = bareJid.IndexOf('@');
        await using var connection = await WireConnection.ConnectAsync("registration", endPoint, ct);
        var host = bareJid[(at + 1)..];
        if (await WireLogin.SecureAsync(connection, host, ct) is null)
            await WireLogin.OpenStreamAsync(connection, host, ct);
        var answer = await AskAsync(connection, new XElement(Register + "query",
            new XElement(Register + "username", bareJid[..at]), new XElement(Register + "password", password)), ct);
        if ((string?)answer.Attribute("type") == "result")
            return true;
        return answer.Descendants(StanzaErrors + "conflict").Any()
            ? false
            : throw new WireFailureException($"{bareJid} cannot be registered: {answer}");
    }

    // XEP-0077 §3.2
    private async Task CancelAsync(string bareJid, string password, CancellationToken ct)
    {
        await using var connection = await WireConnection.ConnectAsync("cancellation", endPoint, ct);
        await WireLogin.LogInAsync(connection, bareJid, password, "cancellation", ct);
        var answer = await AskAsync(connection, new XElement(Register + "query", new XElement(Register + "remove")), ct);
        if ((string?)answer.Attribute("type") != "result")
            throw new WireFailureException($"{bareJid} exists and cannot be removed: {answer}");
        // §3.2: the end of the session says that the account is gone, the result only that it will be.
        while ((await connection.NextAsync(ct)).Kind is not (WirePatternKind.StreamEnd or WirePatternKind.Closed))
        {
        }
    }

    private static async Task<XElement> AskAsync(WireConnection connection, XElement payload, CancellationToken ct)
    {
        var iq = new XElement("iq", new XAttribute("type", "set"), new XAttribute("id", "wire-register"), payload);
        await connection.SendAsync(iq.ToString(SaveOptions.DisableFormatting), ct);
        var frame = await connection.NextAsync(ct);
        return frame.Element ?? throw new WireFailureException($"no answer about the account: {frame.Text}");
    }
}
