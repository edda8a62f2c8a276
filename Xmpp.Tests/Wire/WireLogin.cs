using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>The part before the script: STARTTLS, SASL, resource binding, as an ordinary client does it.</summary>
public static class WireLogin
{
    public static readonly XNamespace Tls = "urn:ietf:params:xml:ns:xmpp-tls";
    public static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    public static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";

    public static string Header(string host) =>
        $"<?xml version='1.0'?><stream:stream to='{host}' version='1.0' xmlns='jabber:client' "
        + "xmlns:stream='http://etherx.jabber.org/streams'>";

    /// <summary>Opens a stream and returns its features.</summary>
    public static async Task<XElement> OpenStreamAsync(WireConnection connection, string host, CancellationToken ct)
    {
        await connection.SendAsync(Header(host), ct);
        var header = await connection.NextAsync(ct);
        if (header.Kind != WirePatternKind.Header)
            throw Unexpected(connection, "a stream header", header);
        return await ElementAsync(connection, "features", ct);
    }

    /// <summary>STARTTLS when the server offers it; afterwards the stream inside is not opened yet.</summary>
    /// <returns>The features of the stream that is open when there is no STARTTLS.</returns>
    public static async Task<XElement?> SecureAsync(WireConnection connection, string host, CancellationToken ct)
    {
        var features = await OpenStreamAsync(connection, host, ct);
        if (features.Element(Tls + "starttls") is null)
            return features;
        await connection.SendAsync($"<starttls xmlns='{Tls}'/>", ct);
        await ElementAsync(connection, "proceed", ct);
        await connection.StartTlsAsync(host, ct);
        return null;
    }

    /// <summary>STARTTLS and SASL; afterwards the stream is to be restarted.</summary>
    public static async Task AuthenticateAsync(
        WireConnection connection, string bareJid, string password, CancellationToken ct)
    {
        var (local, host) = Split(bareJid);
        var features = await SecureAsync(connection, host, ct) ?? await OpenStreamAsync(connection, host, ct);
        var offered = features.Element(Sasl + "mechanisms")?.Elements().Select(e => e.Value).ToHashSet() ?? [];
        var hash = new[] { "SHA-256", "SHA-1" }.FirstOrDefault(h => offered.Contains($"SCRAM-{h}"));
        if (hash is not null)
            await ScramAsync(connection, hash, local, password, ct);
        else if (offered.Contains("PLAIN"))
            await PlainAsync(connection, local, password, ct);
        else
            throw new WireFailureException($"{connection.Name} finds no mechanism to log in with: {features}");
    }

    /// <summary>Everything up to the bound resource.</summary>
    public static async Task LogInAsync(
        WireConnection connection, string bareJid, string password, string resource, CancellationToken ct)
    {
        await AuthenticateAsync(connection, bareJid, password, ct);
        await OpenStreamAsync(connection, Split(bareJid).Host, ct);
        await connection.SendAsync(
            new XElement("iq", new XAttribute("type", "set"), new XAttribute("id", "wire-bind"),
                new XElement(Bind + "bind", new XElement(Bind + "resource", resource)))
            .ToString(SaveOptions.DisableFormatting), ct);
        var answer = await ElementAsync(connection, "iq", ct);
        var jid = answer.Element(Bind + "bind")?.Element(Bind + "jid")?.Value;
        if (jid != $"{bareJid}/{resource}")
            throw new WireFailureException($"{connection.Name} asked for {bareJid}/{resource} and got: {answer}");
    }

    private static async Task PlainAsync(WireConnection connection, string local, string password, CancellationToken ct)
    {
        var message = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{local}\0{password}"));
        await connection.SendAsync($"<auth xmlns='{Sasl}' mechanism='PLAIN'>{message}</auth>", ct);
        await ElementAsync(connection, "success", ct);
    }

    private static async Task ScramAsync(
        WireConnection connection, string hash, string local, string password, CancellationToken ct)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        var firstBare = $"n={local.Replace("=", "=3D").Replace(",", "=2C")},r={nonce}";
        await connection.SendAsync(
            $"<auth xmlns='{Sasl}' mechanism='SCRAM-{hash}'>{Encode("n,," + firstBare)}</auth>", ct);
        var serverFirst = Decode((await ElementAsync(connection, "challenge", ct)).Value);
        var combined = serverFirst.Split(',').First(f => f.StartsWith("r=", StringComparison.Ordinal))[2..];
        if (!combined.StartsWith(nonce, StringComparison.Ordinal) || combined.Length == nonce.Length)
            throw new WireFailureException($"{connection.Name}: the server's nonce does not continue ours: {serverFirst}");
        var final = $"c=biws,r={combined}";
        var scram = WireScram.Compute(hash, password, firstBare, serverFirst, final);
        await connection.SendAsync($"<response xmlns='{Sasl}'>{Encode($"{final},p={scram.Proof}")}</response>", ct);
        var serverFinal = Decode((await ElementAsync(connection, "success", ct)).Value);
        // RFC 5802 §5: a server that cannot prove that it knows the password is not ours.
        if (serverFinal != $"v={scram.ServerSignature}")
            throw new WireFailureException($"{connection.Name}: wrong server signature: {serverFinal}");
    }

    private static async Task<XElement> ElementAsync(WireConnection connection, string localName, CancellationToken ct)
    {
        var frame = await connection.NextAsync(ct);
        return frame.Element is { } element && element.Name.LocalName == localName
            ? element
            : throw Unexpected(connection, $"<{localName}/>", frame);
    }

    private static WireFailureException Unexpected(WireConnection connection, string wanted, WireFrame frame) =>
        new($"{connection.Name} logs in: {wanted} expected, {frame.Text} came");

    private static (string Local, string Host) Split(string bareJid)
    {
        var at = bareJid.IndexOf('@');
        return (bareJid[..at], bareJid[(at + 1)..]);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}
