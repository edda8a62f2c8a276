using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Xmpp.Tests.Wire;

namespace XmppTorture;

/// <summary>
/// A client as a good one is written: stream management with resumption, carbons, and after each new session a catch-up
/// from the archive, from the last message that it knows of.
/// </summary>
/// <param name="kind">How much of it the client does.</param>
internal sealed class Device(
    string name, string account, string resource, DeviceKind kind, IPEndPoint server, Ledger ledger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Queue<(XElement Stanza, SentMessage? Message)> _unacknowledged = new();
    private readonly Dictionary<string, string> _bodies = []; // by the stanzas' ids
    private WireConnection? _connection;
    private Task _reading = Task.CompletedTask;
    private string? _resumption;
    private string? _lastId;
    private string? _catchUp;
    private TaskCompletionSource? _caughtUp;
    private uint _received;
    private uint _acknowledged;
    private int _session;
    private int _ids;

    public string Name => name;
    public string Account => account;
    public DeviceKind Kind => kind;
    public History History { get; } = new();
    public bool IsConnected => _connection is { IsClosed: false };
    public int Resumptions { get; private set; }
    public int Sessions => _session;

    /// <summary>Connects, resumes if it can, else begins a new session.</summary>
    public async Task ConnectAsync(CancellationToken ct)
    {
        // What the connection before has still brought counts for the session as it was, not for the one that begins here.
        _connection?.Drop();
        await _reading;
        var connection = await WireConnection.ConnectAsync(name, server, ct);
        try
        {
            await WireLogin.AuthenticateAsync(connection, account, "secret", ct);
            await WireLogin.OpenStreamAsync(connection, account[(account.IndexOf('@') + 1)..], ct);
            await _gate.WaitAsync(ct);
            try
            {
                if (_resumption is null || !await ResumeAsync(connection, ct))
                    await BeginAsync(connection, ct);
                _connection = connection;
            }
            finally
            {
                _gate.Release();
            }
        }
        catch
        {
            connection.Drop();
            throw;
        }
        _reading = ReadAsync(connection);
    }

    /// <summary>Sends a chat message to an account; false when the connection is gone.</summary>
    public async Task<bool> SendAsync(string recipient, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_connection is not { IsClosed: false } connection)
                return false;
            var message = ledger.New(name, account, recipient);
            History.Own.Add(message.Body);
            var id = $"{name}-{_ids++}";
            _bodies[id] = message.Body;
            return await WriteAsync(connection, new XElement(
                Names.Client + "message", new XAttribute("to", recipient), new XAttribute("type", "chat"),
                new XAttribute("id", id), new XElement(Names.Client + "body", message.Body)), message, ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Asks what the server has handled.</summary>
    public Task AskAsync(CancellationToken ct) => RawAsync("<r xmlns='urn:xmpp:sm:3'/>", ct);

    /// <summary>The network is gone, perhaps in the middle of a stanza.</summary>
    public async Task DropAsync(string? partial, CancellationToken ct)
    {
        if (partial is not null)
            await RawAsync(partial, ct);
        _connection?.Drop();
        await _reading;
    }

    /// <summary>Ends the session in order.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        await RawAsync($"<a xmlns='urn:xmpp:sm:3' h='{_received}'/></stream:stream>", ct);
        await _reading.WaitAsync(ct);
        _connection?.Drop();
        _resumption = null;
    }

    /// <summary>Completes when the server has counted all that was sent and the archive was read to its end.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        while (true)
        {
            await _gate.WaitAsync(ct);
            var isSettled = _unacknowledged.Count == 0 && _catchUp is null;
            _gate.Release();
            if (isSettled || !IsConnected)
                return;
            await AskAsync(ct);
            await Task.Delay(20, ct);
        }
    }

    /// <summary>Reads the archive once more, from the last message that it knows of.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        if (kind == DeviceKind.Plain)
            return;
        Task done;
        await _gate.WaitAsync(ct);
        try
        {
            if (_connection is not { IsClosed: false } connection)
                throw new IOException($"{name} is not connected");
            _caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            done = _caughtUp.Task;
            await AskForPageAsync(connection, ct);
        }
        finally
        {
            _gate.Release();
        }
        await done.WaitAsync(ct);
    }

    /// <summary>The whole archive, read by a device that knows nothing.</summary>
    public async Task<IReadOnlyList<(string Id, string Body)>> ReadArchiveAsync(CancellationToken ct)
    {
        using var reader = new Device($"{name}-reader", account, $"reader-{resource}", DeviceKind.Reader, server, ledger);
        await reader.ConnectAsync(ct);
        await reader.SettleAsync(ct);
        await reader.CloseAsync(ct);
        return [.. reader.History.Bodies.Select(b => (b.Key, b.Value))];
    }

    public void Dispose() => _gate.Dispose();

    private async Task<bool> ResumeAsync(WireConnection connection, CancellationToken ct)
    {
        await connection.SendAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{_resumption}' h='{_received}'/>", ct);
        var answer = (await connection.NextAsync(ct)).Element ?? throw new IOException("no answer to resume");
        if (answer.Attribute("h") is { } h)
            Acknowledge(uint.Parse(h.Value, CultureInfo.InvariantCulture));
        if (answer.Name == Names.Sm + "resumed")
        {
            Resumptions++;
            foreach (var (stanza, _) in _unacknowledged)
                await connection.SendAsync(stanza.ToString(SaveOptions.DisableFormatting), ct);
            return true;
        }
        if (answer.Name == Names.Sm + "failed")
            return false;
        // A session that was kept over a restart is taken out of the database first, which may be away; and the server may
        // just be ending in order.
        if (!answer.Elements().Any(e => e.Name.LocalName is "internal-server-error" or "system-shutdown"))
            History.Problems.Add($"{answer} in answer to resume");
        throw new IOException("not resumed");
    }

    private async Task BeginAsync(WireConnection connection, CancellationToken ct)
    {
        _resumption = null;
        foreach (var (_, message) in _unacknowledged)
        {
            if (message is not null)
                ledger.Settle(message.Body, Fate.Unknown); // sent again, it might come twice
        }
        _unacknowledged.Clear();
        (_received, _acknowledged, _catchUp) = (0, 0, null);
        _session++;
        await connection.SendAsync(
            $"<iq type='set' id='bind' xmlns='jabber:client'><bind xmlns='{WireLogin.Bind}'><resource>{resource}</resource></bind></iq>", ct);
        var bound = (await connection.NextAsync(ct)).Element;
        if ((string?)bound?.Attribute("type") != "result")
            throw new IOException($"not bound: {bound}");
        await connection.SendAsync("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", ct);
        var enabled = (await connection.NextAsync(ct)).Element;
        _resumption = (string?)enabled?.Attribute("id") ?? throw new IOException($"not enabled: {enabled}");
        if (kind == DeviceKind.Modern)
            await WriteAsync(connection, Iq("carbons", new XElement(Names.Carbons + "enable")), null, ct);
        if (kind != DeviceKind.Reader)
            await WriteAsync(connection, new XElement(Names.Client + "presence"), null, ct);
        if (kind != DeviceKind.Plain)
            await AskForPageAsync(connection, ct);
    }

    private async Task AskForPageAsync(WireConnection connection, CancellationToken ct)
    {
        _catchUp = $"page-{_session}-{_ids++}";
        var set = new XElement(Names.Rsm + "set", new XElement(Names.Rsm + "max", 20));
        if (_lastId is not null)
            set.Add(new XElement(Names.Rsm + "after", _lastId));
        await WriteAsync(connection, Iq(_catchUp, new XElement(Names.Mam + "query", new XAttribute("queryid", _catchUp), set)), null, ct);
    }

    private static XElement Iq(string id, XElement payload) =>
        new(Names.Client + "iq", new XAttribute("type", "set"), new XAttribute("id", id), payload);

    private async Task<bool> WriteAsync(WireConnection connection, XElement stanza, SentMessage? message, CancellationToken ct)
    {
        _unacknowledged.Enqueue((stanza, message));
        try
        {
            await connection.SendAsync(stanza.ToString(SaveOptions.DisableFormatting), ct);
            return true;
        }
        catch (Exception e) when (IsBroken(e))
        {
            return false; // it waits for the resumption
        }
    }

    private async Task RawAsync(string text, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_connection is { IsClosed: false } connection)
                await connection.SendAsync(text, ct);
        }
        catch (Exception e) when (IsBroken(e))
        {
            _connection?.Drop();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ReadAsync(WireConnection connection)
    {
        try
        {
            while (await connection.NextAsync(CancellationToken.None) is { Element: { } element, Kind: WirePatternKind.Element })
            {
                await _gate.WaitAsync();
                try
                {
                    await OnElementAsync(connection, element);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        catch (Exception e) when (IsBroken(e))
        {
            // the schedule connects again
        }
        connection.Drop();
    }

    private async Task OnElementAsync(WireConnection connection, XElement element)
    {
        if (element.Name == Names.Sm + "a")
            Acknowledge((uint)element.Attribute("h")!);
        else if (element.Name == Names.Sm + "r")
            await connection.SendAsync($"<a xmlns='urn:xmpp:sm:3' h='{_received}'/>", CancellationToken.None);
        if (element.Name.Namespace != Names.Client)
            return;
        _received++;
        if (element.Name == Names.Client + "message")
            OnMessage(element);
        else if (element.Name == Names.Client + "iq" && (string?)element.Attribute("id") == _catchUp)
            await OnPageAsync(connection, element);
    }

    private void OnMessage(XElement message)
    {
        if (message.Element(Names.Mam + "result") is { } result)
        {
            OnArchived(result);
            return;
        }
        if ((string?)message.Attribute("type") == "error")
        {
            if ((string?)message.Attribute("id") is { } id && _bodies.GetValueOrDefault(id) is { } refused)
                ledger.Settle(refused, Fate.Refused);
            return;
        }
        if (kind == DeviceKind.Reader)
            return;
        var isDelayed = message.Element(Names.Delay + "delay") is not null;
        if (message.Element(Names.Carbons + "sent") is { } sent)
            message = Forwarded(sent);
        else if (message.Element(Names.Carbons + "received") is { } received)
            message = Forwarded(received);
        if (Body(message) is not { } body)
            return;
        if (IdOf(message) is not { } archiveId)
        {
            History.Problems.Add($"'{body}' came without an archive id");
            return;
        }
        History.AddLive(_session, archiveId, body, isDelayed);
        if (_catchUp is null && !isDelayed)
            _lastId = archiveId;
    }

    private void OnArchived(XElement result)
    {
        if ((string?)result.Attribute("queryid") != _catchUp)
            return; // of a session before
        _lastId = (string?)result.Attribute("id");
        if (_lastId is not null && Body(Forwarded(result)) is { } body)
            History.Add(_lastId, body);
    }

    private async Task OnPageAsync(WireConnection connection, XElement iq)
    {
        _catchUp = null;
        if (iq.Element(Names.Mam + "fin") is not { } fin)
        {
            if (iq.Descendants().Any(e => e.Name.LocalName == "item-not-found"))
                History.Problems.Add("the last known message is not in the archive");
            await AskForPageAsync(connection, CancellationToken.None); // the database may be away
            return;
        }
        if ((string?)fin.Attribute("complete") != "true")
        {
            await AskForPageAsync(connection, CancellationToken.None);
            return;
        }
        _caughtUp?.TrySetResult();
    }

    private void Acknowledge(uint h)
    {
        var count = unchecked(h - _acknowledged);
        if (count > _unacknowledged.Count)
        {
            History.Problems.Add($"{count} stanzas acknowledged, {_unacknowledged.Count} sent");
            return;
        }
        for (var i = 0; i < count; i++)
        {
            var (_, message) = _unacknowledged.Dequeue();
            if (message is not null)
                ledger.Settle(message.Body, Fate.Acknowledged);
        }
        _acknowledged = h;
    }

    private static XElement Forwarded(XElement wrapper) =>
        wrapper.Element(Names.Forward + "forwarded")?.Element(Names.Client + "message") ?? wrapper;

    private static string? Body(XElement message) => message.Element(Names.Client + "body")?.Value;

    private string? IdOf(XElement message) => (string?)message.Elements(Names.StanzaId + "stanza-id")
        .FirstOrDefault(e => (string?)e.Attribute("by") == account)?.Attribute("id");

    private static bool IsBroken(Exception e) =>
        e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or WireFailureException;
}
