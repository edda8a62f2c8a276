using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>The servers of a script: those that open a stream to the server under test, and those that it finds.</summary>
internal sealed class WireServer(IWireServer server) : IDisposable
{
    public const string Namespace = "jabber:server";
    public const string Dialback = "jabber:server:dialback";

    private readonly Dictionary<string, Socket> listeners = [];
    private readonly List<X509Certificate2> certificates = [];

    /// <summary>A stream header, with an id for the side that was connected to.</summary>
    public static string Header(string from, string to, string? id = null) =>
        $"<?xml version='1.0'?><stream:stream xmlns='{Namespace}' xmlns:stream='http://etherx.jabber.org/streams' "
        + $"xmlns:db='{Dialback}' from='{from}' to='{to}'{(id is null ? "" : $" id='{id}'")} version='1.0'>";

    /// <summary>From now on the server under test finds this domain.</summary>
    public void Open(string domain)
    {
        if (listeners.ContainsKey(domain))
            return;
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        listeners[domain] = listener;
        server.SetPeer(domain, (IPEndPoint)(listener.LocalEndPoint ?? throw new InvalidOperationException()));
    }

    /// <summary>The next connection to a domain.</summary>
    public Task<WireConnection> AcceptAsync(string name, string domain, CancellationToken ct) =>
        WireConnection.AcceptAsync(name, listeners[domain], ct);

    /// <summary>Header, STARTTLS, handshake; afterwards the stream inside is not opened yet.</summary>
    public async Task SecureAsync(WireConnection connection, WireName who, CancellationToken ct)
    {
        if (who.Kind == WireNameKind.Peer)
        {
            await ExpectAsync(connection, "stream", ct);
            await connection.SendAsync(
                Header(who.Account ?? "", who.Host, "in-clear")
                + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>", ct);
            await ExpectAsync(connection, "starttls", ct);
            await connection.SendAsync("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", ct);
        }
        else
        {
            await connection.SendAsync(Header(who.CertifiedAs ?? "nobody.example", who.Host), ct);
            await ExpectAsync(connection, "stream", ct);
            await ExpectAsync(connection, "features", ct);
            await connection.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", ct);
            await ExpectAsync(connection, "proceed", ct);
        }
        await StartTlsAsync(connection, who, ct);
    }

    /// <summary>The handshake in the role that the connection has; a certificate is made for it.</summary>
    public async Task StartTlsAsync(WireConnection connection, WireName who, CancellationToken ct)
    {
        if (who.Kind == WireNameKind.Peer)
            await connection.StartTlsAsServerAsync(Certificate(who.CertifiedAs), ct);
        else
            await connection.StartTlsAsync(who.Host, ct, Certificate(who.CertifiedAs));
    }

    public void Dispose()
    {
        foreach (var listener in listeners.Values)
            listener.Dispose();
        foreach (var certificate in certificates)
            certificate.Dispose();
    }

    private X509Certificate2 Certificate(string? domain)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={domain ?? "nobody"}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        // With its key in memory in the way that TLS takes on every platform.
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        certificates.Add(certificate);
        if (domain is not null)
            server.Trust(certificate, domain);
        return certificate;
    }

    private static async Task<XElement> ExpectAsync(WireConnection connection, string name, CancellationToken ct)
    {
        var frame = await connection.NextAsync(ct);
        return frame.Element is { } element && element.Name.LocalName == name
            ? element
            : throw new WireFailureException($"{connection.Name}: <{name}/> expected, {frame.Text} came");
    }
}
