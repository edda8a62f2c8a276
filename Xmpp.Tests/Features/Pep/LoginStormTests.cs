using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Roster;
using Xmpp.Tests.Sessions;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Features.Pep;

/// <summary>Everybody comes at once, as after a restart, with the same kind of client.</summary>
[Spec("XEP-0163", "4.3.4")]
public sealed class LoginStormTests
{
    private const string Juliet = "juliet@capulet.example", Romeo = "romeo@capulet.example";
    private const string Tune = "http://jabber.org/protocol/tune";
    private const string Caps = "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://client.example' ver='W5NXiTnAE3FzcPGpvHs2RM9DdLg='/>";
    private const string Info = "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='client' type='phone' name='Test'/>"
        + $"<feature var='{Tune}+notify'/></query>";

    private const string Publication =
        $"<iq type='set' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{Tune}'><item id='song'><tune xmlns='{Tune}'/></item></publish></pubsub></iq>";

    private readonly List<(Session Session, TestConnection Connection)> _contacts = [];

    [TestCase(1000, 8)]
    [TestCase(20, 1)]
    [Case("PUB-04")]
    [CancelAfter(120_000)]
    public async Task All_contacts_that_come_at_once_get_the_last_item_once_and_one_of_them_is_asked_what_he_wants(
        int number, int atOnce, CancellationToken ct)
    {
        var features = new FeatureOptions { Pep = new PepOptions { LoginsAtOnce = atOnce } };
        await using var host = await TestHost.StartAsync(listens: false, features: features, accounts: Juliet);
        await AddContactsAsync(host, Juliet, number, Subscription.From, Subscription.To, ct);
        var juliet = await BindAsync(host, Juliet, new TestConnection { Keeps = false });
        await SendAsync(host, juliet, Publication);
        for (var i = 0; i < number; i++)
        {
            var connection = new TestConnection();
            _contacts.Add((await BindAsync(host, AccountOf(i), connection), connection));
        }
        await Task.WhenAll(_contacts.Select(c => Task.Run(() => SendAsync(host, c.Session, $"<presence>{Caps}</presence>"), ct)));
        var asked = await UntilAsync(() => _contacts.FirstOrDefault(c => Asked(c.Connection) is not null), c => c.Session is not null, ct);
        await UntilAsync(() => host.Server.Background.Running + host.Server.Storage.QueueDepth, n => n == 0, ct);
        Assert.That(_contacts.Sum(c => Count(c.Connection, "id='song'") + Count(c.Connection, "<event")), Is.Zero, "it is not known yet who wants what");

        // The database takes its time: whoever is being brought the last items waits for it.
        var gate = await StorageGate.OfWriterAsync(host.Server.Storage);
        var answering = SendAsync(host, asked.Session, $"<iq type='result' id='{Asked(asked.Connection)}' to='{asked.Session.Account}'>{Info}</iq>");
        await UntilAsync(() => host.Server.Background.Running, n => n >= number, ct); // none of them ends before the gate is open
        await UntilAsync(() => host.Server.Storage.QueueDepth, n => n >= atOnce, ct);
        for (var i = 0; i < number; i++)
            await Task.Run(static () => { }, ct); // time enough for all the others
        Assert.That(host.Server.Storage.QueueDepth, Is.EqualTo(atOnce), "so many read at once");
        await gate.OpenAsync();
        await answering;

        await UntilAsync(() => host.Server.Background.Running, n => n == 0, ct);
        Assert.That(_contacts.Select(c => Count(c.Connection, "id='song'")), Is.All.EqualTo(1), "each of them once");
        Assert.That(_contacts.Count(c => Asked(c.Connection) is not null), Is.EqualTo(1), "one answer does for all who have the same client");
    }

    [Test, Case("PUB-04")]
    [CancelAfter(120_000)]
    public async Task Who_has_many_contacts_and_reads_slowly_gets_all_of_them(CancellationToken ct)
    {
        const int Many = 1000;
        await using var host = await TestHost.StartAsync(new LimitOptions { OutboxStanzas = 64 }, listens: false, accounts: Romeo);
        await AddContactsAsync(host, Romeo, Many, Subscription.To, Subscription.From, ct);
        var connection = new TestConnection();
        var romeo = await BindAsync(host, Romeo, connection);
        for (var i = 0; i < Many; i++)
        {
            var seen = new TestConnection();
            var session = await BindAsync(host, AccountOf(i), seen);
            await SendAsync(host, session, Publication);
            if (i > 0)
                continue;
            await SendAsync(host, session, $"<presence>{Caps}</presence>"); // so that it is known what such clients want
            await UntilAsync(() => Asked(seen), id => id is not null, ct);
            await SendAsync(host, session, $"<iq type='result' id='{Asked(seen)}' to='{AccountOf(i)}'>{Info}</iq>");
        }
        await UntilAsync(() => host.Server.Background.Running, n => n == 0, ct);

        connection.IsWritable = false;
        await SendAsync(host, romeo, $"<presence>{Caps}</presence>");
        for (var i = 0; i < 100; i++)
            await host.Server.Storage.WriteAsync(static (_, _) => Task.FromResult(true), ct); // time enough for all of them
        Assert.That(host.Server.Sessions.Find(romeo.Account), Has.Length.EqualTo(1), "no more waits for him than his outbox takes: he would be closed");
        connection.IsWritable = true;
        await UntilAsync(
            () =>
            {
                romeo.Drain();
                return Count(connection, "id='song'");
            },
            n => n == Many, ct);
    }

    [SetUp]
    public void Forget() => _contacts.Clear();

    // Accounts with the keys of the one whose contacts they are: it is not logins that this is about.
    private static async Task AddContactsAsync(
        TestHost host, string account, int number, Subscription own, Subscription theirs, CancellationToken ct)
    {
        var accounts = new AccountStore(host.Server.Storage, TimeProvider.System);
        var rosters = new RosterStore(host.Server.Storage, TimeProvider.System);
        var known = await accounts.FindAsync(Jid.Parse(account), ct) ?? throw new InvalidOperationException();
        await Task.WhenAll(Enumerable.Range(0, number).Select(async i =>
        {
            var contact = Jid.Parse(AccountOf(i));
            await accounts.CreateAsync(known with { Jid = contact }, ct);
            await rosters.ApplyAsync(known.Jid, Change(contact, own), ct);
            await rosters.ApplyAsync(contact, Change(known.Jid, theirs), ct);
        }));

        static RosterChange Change(Jid contact, Subscription subscription) =>
            new(contact) { Item = RosterEdit<RosterItem>.Set(new RosterItem(contact, null, [], subscription, false, false)) };
    }

    private static string AccountOf(int number) => $"contact{number}@capulet.example";

    private static string? Asked(TestConnection connection)
    {
        var found = Regex.Match(connection.Written, "<iq [^>]*type='get'[^>]*>");
        return found.Success ? Regex.Match(found.Value, " id='([^']*)'").Groups[1].Value : null;
    }

    private static int Count(TestConnection connection, string text) => Regex.Count(connection.Written, Regex.Escape(text));

    private static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> isEnough, CancellationToken ct)
    {
        while (true)
        {
            var seen = look();
            if (isEnough(seen))
                return seen;
            await Task.Delay(5, ct);
        }
    }

    private static async Task<Session> BindAsync(TestHost host, string account, TestConnection connection)
    {
        var bind = new XElement(
            XmppNames.Iq, new XAttribute("type", "set"), new XAttribute("id", "b"),
            new XElement(StreamNames.Bind, new XElement(StreamNames.BindResource, "r")));
        var (session, _) = await host.Server.C2s.Binding.BindAsync(
            Jid.Parse(account), bind, new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask), false, CancellationToken.None);
        return session ?? throw new InvalidOperationException("not bound");
    }

    private static async Task SendAsync(TestHost host, Session session, string stanza)
    {
        var reader = new StanzaReader(host.Server.C2s.LimitsAfterLogin);
        reader.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"u8, out _);
        Assert.That(reader.Read(Encoding.UTF8.GetBytes(stanza), out _), Is.EqualTo(StreamEvent.Element));
        await host.Server.C2s.Stanzas.HandleAsync(
            session, reader.Element ?? throw new InvalidOperationException(), reader.ElementBytes, "en", _ => { });
    }
}
