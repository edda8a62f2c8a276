using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace XmppLoad;

/// <summary>
/// One client connection. Negotiation reads stanza by stanza; after <see cref="Start"/> a pump hands every stanza
/// to a handler. Sending never blocks: bytes are queued and written by whoever finds no write in progress.
/// The server's certificate is NOT verified: this is a test tool for servers with self-signed certificates.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly LoginOptions options;
    private readonly StanzaScanner scanner = new();
    private readonly object writeLock = new();
    private Socket socket = null!;
    private Stream stream = null!;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int filled;
    private ArrayBufferWriter<byte> pending = new(512), inFlight = new(512);
    private bool writing, closing;
    private StanzaHandler? handler;
    private Task pump = Task.CompletedTask;
    private int idCounter;

    // XEP-0198
    private bool counting;
    private uint received;
    private int sinceRequest;

    public string User { get; private set; } = "";
    public string FullJid { get; private set; } = "";
    public string TlsInfo { get; private set; } = "none";
    public string Mechanism { get; private set; } = "";
    public bool Managed => counting;
    public uint Sent { get; private set; }
    public uint AckedByServer { get; private set; }
    public int AckEvery { get; set; } = 25;

    /// <summary>Why the connection ended, when it was not <see cref="CloseAsync"/> that ended it.</summary>
    public string? Failure { get; private set; }
    public Action<Connection>? Failed { get; set; }

    /// <summary>Sees what <see cref="RequestAsync"/> passes over while it waits for its answer.</summary>
    public Action<string>? Skipped { get; set; }

    private Connection(LoginOptions options) => this.options = options;

    // ---- negotiation -------------------------------------------------------------------------------------------

    /// <summary>Connects as far as the features that follow TLS.</summary>
    public static async Task<(Connection, string Features)> OpenAsync(LoginOptions options)
    {
        var c = new Connection(options);
        try
        {
            return (c, await c.OpenCoreAsync().WaitAsync(options.Timeout));
        }
        catch
        {
            c.Dispose();
            throw;
        }
    }

    /// <summary>Connects, authenticates, binds; sends no presence.</summary>
    public static async Task<Connection> LoginAsync(LoginOptions options, string user, string password, string resource)
    {
        var (c, features) = await OpenAsync(options);
        try
        {
            await c.AuthenticateAsync(features, user, password, resource).WaitAsync(options.Timeout);
            return c;
        }
        catch
        {
            c.Dispose();
            throw;
        }
    }

    private async Task<string> OpenCoreAsync()
    {
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(options.Host, options.Port);
        stream = new NetworkStream(socket, ownsSocket: true);
        if (options.DirectTls)
        {
            await StartTlsAsync();
            return await OpenStreamAsync();
        }
        if (options.WebSocket)
        {
            if (!options.Plaintext) await StartTlsAsync();
            var framed = new WebSocketStream(stream, options.Domain);
            await framed.OpenAsync();
            stream = framed;
            return await OpenStreamAsync();
        }
        string features = await OpenStreamAsync();
        if (options.Plaintext) return features;
        if (!features.Contains("urn:ietf:params:xml:ns:xmpp-tls"))
            throw new InvalidDataException("STARTTLS is not offered (use --plaintext or --direct-tls)");
        Send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        await ExpectAsync("proceed");
        await StartTlsAsync();
        return await OpenStreamAsync();
    }

    private async Task StartTlsAsync()
    {
        if (filled != scanner.KeepFrom) throw new InvalidDataException("bytes before the TLS handshake");
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = options.Domain,
            AllowTlsResume = options.ResumeTls,
            EnabledSslProtocols = SslProtocols.None,
            ApplicationProtocols = options.DirectTls ? [new SslApplicationProtocol("xmpp-client")] : null,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        stream = tls;
        TlsInfo = $"{tls.SslProtocol} {tls.NegotiatedCipherSuite}";
    }

    private async Task<string> OpenStreamAsync()
    {
        scanner.Reset();
        filled = 0;
        Send($"<?xml version='1.0'?><stream:stream to='{options.Domain}' version='1.0' xml:lang='en' "
            + "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
        var (unit, _) = await ReadUnitAsync();
        if (unit != Unit.StreamOpen) throw new InvalidDataException("no stream header");
        return await ExpectAsync("stream:features");
    }

    private async Task AuthenticateAsync(string features, string user, string password, string resource)
    {
        User = user;
        Mechanism = ChooseMechanism(features);
        if (Mechanism == "PLAIN")
        {
            Send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                + Base64("\0" + user + "\0" + password) + "</auth>");
            await ExpectAsync("success");
        }
        else
        {
            var scram = new Scram(Mechanism, user, password);
            Send($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='{Mechanism}'>"
                + Base64(scram.First()) + "</auth>");
            string challenge = await ExpectAsync("challenge");
            Send("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                + Base64(scram.Final(Text(challenge))) + "</response>");
            string last = await ReadAsync();
            if (last.StartsWith("<challenge", StringComparison.Ordinal)) // signature in a challenge of its own
            {
                if (!scram.Verify(Text(last))) throw new InvalidDataException("wrong SCRAM server signature");
                Send("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
                await ExpectAsync("success");
            }
            else if (!last.StartsWith("<success", StringComparison.Ordinal))
                throw new InvalidDataException("login failed: " + last);
            else if (!scram.Verify(Text(last))) throw new InvalidDataException("wrong SCRAM server signature");
        }

        features = await OpenStreamAsync();
        string bound = await RequestAsync("set",
            $"<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>{resource}</resource></bind>");
        FullJid = Encoding.UTF8.GetString(((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(bound)).TextOf("<jid"u8));
        if (FullJid == "") throw new InvalidDataException("no JID in " + bound);
        int session = features.IndexOf("urn:ietf:params:xml:ns:xmpp-session", StringComparison.Ordinal);
        var offered = session < 0 ? default : features.AsSpan(session, Math.Min(60, features.Length - session));
        if (session >= 0 && !offered.Contains("optional", StringComparison.Ordinal))
            await RequestAsync("set", "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>");
    }

    private string ChooseMechanism(string features)
    {
        bool Offered(string m) => features.Contains(">" + m + "<");
        if (options.Sasl != null)
            return Offered(options.Sasl)
                ? options.Sasl
                : throw new InvalidDataException(options.Sasl + " is not offered: " + features);
        foreach (var m in new[] { "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN" })
            if (Offered(m)) return m;
        throw new InvalidDataException("no usable SASL mechanism in " + features);
    }

    /// <summary>Stream management (XEP-0198), resumption asked for as real clients do.</summary>
    public async Task EnableManagementAsync()
    {
        Send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        await ExpectAsync("enabled").WaitAsync(options.Timeout);
        counting = true;
    }

    public Task EnableCarbonsAsync() =>
        RequestAsync("set", "<enable xmlns='urn:xmpp:carbons:2'/>").WaitAsync(options.Timeout);

    /// <summary>Sends an iq and waits for its answer, skipping others; only before <see cref="Start"/>.</summary>
    public async Task<string> RequestAsync(string type, string payload, string? to = null)
    {
        string id = "q" + ++idCounter;
        string address = to == null ? "" : $" to='{to}'";
        SendStanza($"<iq type='{type}' id='{id}'{address}>{payload}</iq>");
        while (true)
        {
            string answer = await ReadAsync();
            if (!answer.StartsWith("<iq", StringComparison.Ordinal) || AttributeOf(answer, "id") != id)
            {
                Skipped?.Invoke(answer);
                continue;
            }
            if (AttributeOf(answer, "type") == "result") return answer;
            throw new InvalidDataException("request refused: " + answer);
        }
    }

    /// <summary>RFC 6120 §10.1: answered only once everything that this stream sent before has been dealt with.</summary>
    public Task BarrierAsync() =>
        RequestAsync("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", options.Domain)
            .WaitAsync(options.Timeout);

    public static string AttributeOf(string stanza, string name) =>
        Encoding.UTF8.GetString(
            ((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(stanza)).Attribute(Encoding.UTF8.GetBytes(name)));

    private static bool IsStanza(string s) => s.StartsWith("<iq", StringComparison.Ordinal)
        || s.StartsWith("<message", StringComparison.Ordinal) || s.StartsWith("<presence", StringComparison.Ordinal);

    private async Task<string> ExpectAsync(string name)
    {
        while (true)
        {
            string s = await ReadAsync();
            if (s.StartsWith("<" + name, StringComparison.Ordinal)) return s;
            if (IsStanza(s)) continue;
            throw new InvalidDataException($"expected {name}, got {s}");
        }
    }

    /// <summary>The next stanza as text, while no pump runs.</summary>
    public async Task<string> ReadAsync()
    {
        var (unit, bytes) = await ReadUnitAsync();
        if (unit != Unit.Stanza) throw new IOException("the server closed the stream");
        string s = Encoding.UTF8.GetString(bytes.Span);
        if (s.StartsWith("<stream:error", StringComparison.Ordinal)) throw new IOException(s);
        if (counting && IsStanza(s)) received++;
        return s;
    }

    private static string Base64(string s) => Convert.ToBase64String(Encoding.UTF8.GetBytes(s));

    private static string Text(string element)
    {
        int from = element.IndexOf('>') + 1, to = element.LastIndexOf('<');
        return to <= from ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(element[from..to]));
    }

    // ---- reading -----------------------------------------------------------------------------------------------

    private async ValueTask<(Unit, ReadOnlyMemory<byte>)> ReadUnitAsync()
    {
        while (true)
        {
            var unit = scanner.Next(buffer.AsSpan(0, filled), out int start, out int length);
            if (unit != Unit.None) return (unit, buffer.AsMemory(start, length));
            MakeRoom();
            int n = await stream.ReadAsync(buffer.AsMemory(filled));
            if (n == 0) throw new IOException("the server closed the connection");
            filled += n;
        }
    }

    private void MakeRoom()
    {
        int keep = scanner.KeepFrom;
        if (keep > 0)
        {
            buffer.AsSpan(keep, filled - keep).CopyTo(buffer);
            filled -= keep;
            scanner.Shift(keep);
        }
        if (buffer.Length - filled >= 1024) return;
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>From now on every stanza goes to <paramref name="onStanza"/>, in order, one at a time.</summary>
    public void Start(StanzaHandler onStanza)
    {
        handler = onStanza;
        pump = Task.Run(PumpAsync);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                if (!Drain())
                {
                    if (!closing) Fail("the server closed the stream");
                    return;
                }
                MakeRoom();
                int n = await stream.ReadAsync(buffer.AsMemory(filled));
                if (n == 0)
                {
                    if (!closing) Fail("the server closed the connection");
                    return;
                }
                filled += n;
            }
        }
        catch (Exception e)
        {
            if (!closing) Fail(e.Message);
        }
    }

    private bool Drain()
    {
        while (true)
        {
            var unit = scanner.Next(buffer.AsSpan(0, filled), out int start, out int length);
            if (unit == Unit.None) return true;
            if (unit != Unit.Stanza) return false;
            Dispatch(buffer.AsSpan(start, length));
        }
    }

    private void Dispatch(ReadOnlySpan<byte> s)
    {
        if (s.Is("r"u8))
        {
            Send($"<a xmlns='urn:xmpp:sm:3' h='{received}'/>");
            return;
        }
        if (s.Is("a"u8))
        {
            if (System.Buffers.Text.Utf8Parser.TryParse(s.Attribute("h"u8), out uint h, out _)) AckedByServer = h;
            return;
        }
        if (s.StartsWith("<stream:error"u8))
        {
            if (!closing) Fail(Encoding.UTF8.GetString(s));
            return;
        }
        bool iq = s.Is("iq"u8);
        if (counting && (iq || s.Is("message"u8) || s.Is("presence"u8))) received++;
        if (iq && s.Attribute("type"u8).SequenceEqual("get"u8))
        {
            string to = Encoding.UTF8.GetString(s.Attribute("from"u8));
            string id = Encoding.UTF8.GetString(s.Attribute("id"u8));
            string address = to == "" ? "" : $" to='{to}'";
            SendStanza(Encoding.UTF8.GetBytes(s.Has("urn:xmpp:ping"u8)
                ? $"<iq type='result' id='{id}'{address}/>"
                : $"<iq type='error' id='{id}'{address}><error type='cancel'>"
                    + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"));
            return;
        }
        handler!(this, s);
    }

    private void Fail(string why)
    {
        Failure ??= why;
        Failed?.Invoke(this);
    }

    // ---- writing -----------------------------------------------------------------------------------------------

    public void Send(string xml) => Write(Encoding.UTF8.GetBytes(xml), stanza: false);

    /// <summary>Sends a message, presence or iq (counted when stream management is on).</summary>
    public void SendStanza(ReadOnlySpan<byte> xml) => Write(xml, stanza: true);

    public void SendStanza(string xml) => Write(Encoding.UTF8.GetBytes(xml), stanza: true);

    private void Write(ReadOnlySpan<byte> xml, bool stanza)
    {
        lock (writeLock)
        {
            pending.Write(xml);
            if (stanza && counting)
            {
                Sent++;
                if (++sinceRequest >= AckEvery)
                {
                    sinceRequest = 0;
                    pending.Write("<r xmlns='urn:xmpp:sm:3'/>"u8);
                }
            }
            if (writing) return;
            writing = true;
        }
        _ = FlushAsync();
    }

    private async Task FlushAsync()
    {
        try
        {
            while (true)
            {
                lock (writeLock)
                {
                    if (pending.WrittenCount == 0)
                    {
                        writing = false;
                        return;
                    }
                    (pending, inFlight) = (inFlight, pending);
                }
                await stream.WriteAsync(inFlight.WrittenMemory);
                inFlight.ResetWrittenCount();
            }
        }
        catch (Exception e)
        {
            if (!closing) Fail("write: " + e.Message); // 'writing' stays set: nothing more is written
        }
    }

    /// <summary>Ends the stream, waits a little for the server to do the same, and drops the connection.</summary>
    public async Task CloseAsync()
    {
        closing = true;
        if (Failure == null)
        {
            try
            {
                Send("</stream:stream>");
                await (handler == null ? ReadToEndAsync() : pump).WaitAsync(TimeSpan.FromSeconds(10));
            }
            catch (Exception e) when (
                e is IOException or TimeoutException or InvalidDataException or ObjectDisposedException)
            {
            }
        }
        Dispose();
    }

    /// <summary>Ends the connection as a crashed client does, with a TCP reset.</summary>
    public void Reset()
    {
        closing = true;
        socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    private async Task ReadToEndAsync()
    {
        while ((await ReadUnitAsync()).Item1 != Unit.StreamClose)
        {
        }
    }

    public void Dispose()
    {
        closing = true;
        try
        {
            stream?.Dispose();
        }
        catch (IOException)
        {
        }
        socket?.Dispose();
    }
}
