using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;
using Xmpp.Tests.Sessions;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Services.PubSub;

/// <summary>
/// Something is published while somebody begins to hear of a node: he hears of each item once, and of the last one last. The
/// database, or the connection of another client, takes its time, so that the publication falls in between.
/// </summary>
[Case("PUB-04")]
public sealed partial class LastItemOnceTests
{
    private const string Tune = "http://jabber.org/protocol/tune";
    private const string Service = "pubsub.capulet.example";
    private const string Juliet = "juliet@capulet.example", Romeo = "romeo@capulet.example";
    private const string Caps = "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://client.example' ver='W5NXiTnAE3FzcPGpvHs2RM9DdLg='/>";
    private const string Info = "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='client' type='phone' name='Test'/>"
        + $"<feature var='{Tune}+notify'/></query>";

    private TestHost _host = null!;
    private TestConnection _seen = null!;
    private Session _juliet = null!;
    private Session _romeo = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        // In a file, for there are readers beside the writer: one.
        _host = await TestHost.StartAsync(listens: false, storage: new DatabaseOptions { Readers = 1 }, accounts: [Juliet, Romeo]);
        _juliet = await BindAsync(Juliet, new TestConnection());
        _seen = new TestConnection();
        _romeo = await BindAsync(Romeo, _seen);
    }

    [TearDown]
    public async Task CloseAsync() => await _host.DisposeAsync();

    [Test, CancelAfter(60_000), Spec("XEP-0163", "4.3.4")]
    public async Task Who_comes_online_is_not_sent_as_last_what_he_was_told_of_since(CancellationToken ct)
    {
        var desk = new TestConnection();
        var other = await BindAsync(Juliet, desk);
        await SendAsync(other, $"<presence>{Caps}</presence>"); // so that what the client wants is known
        await UntilAsync(() => Asked().IsMatch(desk.Written), ct);
        await SendAsync(other, $"<iq type='result' id='{Asked().Match(desk.Written).Groups[1].Value}' to='{Juliet}'>{Info}</iq>");
        await SendAsync(_romeo, $"<presence type='subscribe' to='{Juliet}'/>");
        await SendAsync(_juliet, $"<presence type='subscribed' to='{Romeo}'/>");
        await PublishAsync(Juliet, Tune, "a");
        await UntilAsync(() => _host.Server.Background.Running == 0, ct);

        // It is stored, and her own client is told first.
        var coming = OnNextWork(desk, () => SendAsync(_romeo, $"<presence>{Caps}</presence>"), ct);
        await PublishAsync(Juliet, Tune, "b").WaitAsync(ct);
        await coming.WaitAsync(ct);
        await UntilAsync(() => _host.Server.Background.Running == 0, ct);
        Assert.That(Heard(), Is.EqualTo((string[])["b"]), "as it was published, and not again");

        await SendAsync(_romeo, "<presence type='unavailable'/>");
        await SendAsync(_romeo, $"<presence>{Caps}</presence>");
        await UntilAsync(() => _host.Server.Background.Running == 0, ct);
        Assert.That(Heard(), Is.EqualTo((string[])["b", "b"]), "he has come again");

        using var stream = new MemoryStream();
        await _host.Server.Metrics.Registry.CollectAndExportAsTextAsync(stream, ct);
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()).Split('\n'), Is.SupersetOf((string[])
            ["xmpp_pubsub_publications_total 2", "xmpp_pubsub_notifications_total 4", "xmpp_pubsub_capability_queries_total 1"]));
    }

    [TestCase("<message to='pubsub.capulet.example' id='m'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field><field var='pubsub#node'><value>n</value></field><field var='pubsub#subscriber_jid'><value>romeo@capulet.example</value></field><field var='pubsub#allow'><value>true</value></field></x></message>")]
    [TestCase("<iq to='pubsub.capulet.example' type='set' id='m'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><subscriptions node='n'><subscription jid='romeo@capulet.example' subscription='subscribed'/></subscriptions></pubsub></iq>")]
    [TestCase("<iq to='pubsub.capulet.example' type='set' id='m'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><affiliations node='n'><affiliation jid='romeo@capulet.example' affiliation='member'/></affiliations></pubsub></iq>")]
    [CancelAfter(60_000), Spec("XEP-0060", "8.6")]
    public async Task Who_is_approved_is_sent_what_was_last_then(string approval, CancellationToken ct)
    {
        await CreateAsync("<field var='pubsub#access_model'><value>authorize</value></field>");
        await SubscribeAsync();
        await SendAsync(_romeo, "<presence/>");
        await PublishAsync(Service, "n", "a");
        Assert.That(Heard(), Is.Empty);

        var gate = await StorageGate.OfReaderAsync(_host.Server.Storage);
        var approving = SendAsync(_juliet, approval);
        var publishing = PublishAsync(Service, "n", "b");
        for (var i = 0; i < 20; i++)
            await _host.Server.Storage.WriteAsync(static (_, _) => Task.FromResult(true), ct); // it is stored, unless something holds it up
        Assert.That(approving.IsCompleted, Is.False, "the last item is still being read");
        await gate.OpenAsync();
        await Task.WhenAll(approving, publishing).WaitAsync(ct);
        Assert.That(Heard(), Is.EqualTo((string[])["a", "b"]));
    }

    [Test, CancelAfter(60_000), Spec("XEP-0060", "6.1.7")]
    public async Task Who_subscribes_is_not_sent_what_is_older_than_what_he_was_told_of(CancellationToken ct)
    {
        await CreateAsync("");
        await SendAsync(_romeo, "<presence/>");
        await PublishAsync(Service, "n", "a");
        var publishing = OnNextWork(_seen, () => PublishAsync(Service, "n", "b"), ct); // the answer is on its way
        await SubscribeAsync();
        await publishing.WaitAsync(ct);
        Assert.That(Heard(), Is.EqualTo((string[])["b"]));
    }

    // When there is something for the connection, this is done first, by somebody else; what comes of it.
    private static Task OnNextWork(TestConnection connection, Func<Task> act, CancellationToken ct)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isDone = new ManualResetEventSlim();
        var posted = 0;
        connection.Posting = () =>
        {
            if (Interlocked.Increment(ref posted) > 1)
                return;
            begun.SetResult();
            isDone.Wait(ct);
        };
        return Task.Run(
            async () =>
            {
                await begun.Task.WaitAsync(ct);
                try
                {
                    await act();
                }
                finally
                {
                    isDone.Set();
                }
            },
            ct);
    }

    private Task CreateAsync(string fields) => SendAsync(
        _juliet,
        $"<iq to='{Service}' type='set' id='c'><pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n'/><configure><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field>{fields}</x></configure></pubsub></iq>");

    private Task SubscribeAsync() => SendAsync(
        _romeo,
        $"<iq to='{Service}' type='set' id='s'><pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='n' jid='{Romeo}'/></pubsub></iq>");

    private Task PublishAsync(string service, string node, string item) => SendAsync(
        _juliet,
        $"<iq to='{service}' type='set' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{node}'><item id='{item}'><tune xmlns='{Tune}'/></item></publish></pubsub></iq>");

    private IEnumerable<string> Heard() => Items().Matches(_seen.Written).Select(m => m.Groups[1].Value);

    [GeneratedRegex("<item id=['\"]([ab])['\"]")]
    private static partial Regex Items();

    [GeneratedRegex("<iq [^>]*?id='([^']*)'[^>]*><query xmlns='http://jabber.org/protocol/disco#info'")]
    private static partial Regex Asked();

    private static async Task UntilAsync(Func<bool> isSo, CancellationToken ct)
    {
        while (!isSo())
        {
            ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<Session> BindAsync(string account, TestConnection connection)
    {
        var bind = new XElement(XmppNames.Iq, new XAttribute("type", "set"), new XAttribute("id", "b"), new XElement(StreamNames.Bind));
        var (session, _) = await _host.Server.C2s.Binding.BindAsync(
            Jid.Parse(account), bind, new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask), false, CancellationToken.None);
        return session ?? throw new InvalidOperationException("not bound");
    }

    private async Task SendAsync(Session session, string stanza)
    {
        var reader = new StanzaReader(_host.Server.C2s.LimitsAfterLogin);
        reader.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"u8, out _);
        Assert.That(reader.Read(Encoding.UTF8.GetBytes(stanza), out _), Is.EqualTo(StreamEvent.Element));
        await _host.Server.C2s.Stanzas.HandleAsync(
            session, reader.Element ?? throw new InvalidOperationException(), reader.ElementBytes, "en", _ => { });
    }
}
