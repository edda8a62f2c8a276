using Microsoft.Data.Sqlite;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Ejabberd;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Foreign;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Rooms;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Peers;

namespace Xmpp.Tests.Data;

/// <summary>Tables of ejabberd 24.12; what stands in them need not be ejabberd's.</summary>
public sealed class EjabberdReaderTests
{
    // The columns that are read; $ stands where new_sql_schema has the host.
    private const string Schema = """
        CREATE TABLE users (username TEXT, $ password TEXT, serverkey TEXT, salt TEXT, iterationcount INTEGER, created_at TIMESTAMP NULL);
        CREATE TABLE last (username TEXT, $ seconds TEXT, state TEXT);
        CREATE TABLE rosterusers (username TEXT, $ jid TEXT, nick TEXT, subscription CHAR(1), ask CHAR(1), askmessage TEXT);
        CREATE TABLE rostergroups (username TEXT, $ jid TEXT, grp TEXT);
        CREATE TABLE spool (username TEXT, $ xml MEDIUMTEXT, seq INTEGER);
        CREATE TABLE archive (username TEXT, $ timestamp BIGINT, xml MEDIUMTEXT, id INTEGER, nick TEXT);
        CREATE TABLE archive_prefs (username TEXT, $ def TEXT, always TEXT, never TEXT);
        CREATE TABLE vcard (username TEXT, $ vcard TEXT);
        CREATE TABLE privacy_default_list (username TEXT, $ name TEXT);
        CREATE TABLE privacy_list (username TEXT, $ name TEXT, id INTEGER);
        CREATE TABLE privacy_list_data (id BIGINT, t CHAR(1), value TEXT, action CHAR(1), ord NUMERIC, match_all BOOLEAN);
        CREATE TABLE private_storage (username TEXT, $ namespace TEXT, data TEXT);
        CREATE TABLE push_session (username TEXT, $ timestamp BIGINT, service TEXT, node TEXT, xml TEXT);
        CREATE TABLE pubsub_node (host TEXT, node TEXT, nodeid INTEGER);
        CREATE TABLE pubsub_node_option (nodeid BIGINT, name TEXT, val TEXT);
        CREATE TABLE pubsub_state (nodeid BIGINT, jid TEXT, affiliation CHAR(1), subscriptions TEXT, stateid INTEGER);
        CREATE TABLE pubsub_item (nodeid BIGINT, itemid TEXT, publisher TEXT, modification TEXT, payload TEXT);
        CREATE TABLE muc_room (name TEXT, host TEXT, opts MEDIUMTEXT);
        CREATE TABLE muc_registered (jid TEXT, host TEXT, nick TEXT);
        CREATE TABLE sr_group (name TEXT, opts TEXT);
        """;

    private const string Time = "1795691819759241";

    private TemporaryDirectory _folder;
    private RecordingSink _sink;
    private DataReport _report;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    private static DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(1795691819).AddTicks(7592410);

    [SetUp]
    public void SetUp() => (_folder, _sink, _report) = (new TemporaryDirectory(), new RecordingSink(), new DataReport());

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Everything_that_an_account_has_is_read()
    {
        await ReadAsync("""
            INSERT INTO users VALUES ('juliet', 'secret', '', '', 0, '2026-11-26 11:16:58');
            INSERT INTO last VALUES ('juliet', '1795691819', 'gone');
            INSERT INTO rosterusers VALUES ('juliet', 'romeo@montague.example', 'Romeo', 'B', 'N', '');
            INSERT INTO rosterusers VALUES ('juliet', 'nurse@capulet.example', '', 'N', 'O', '');
            INSERT INTO rosterusers VALUES ('juliet', 'paris@verona.example', '', 'N', 'I', 'Please <me>');
            INSERT INTO rosterusers VALUES ('juliet', 'peter@capulet.example', '', 'T', 'I', '');
            INSERT INTO rostergroups VALUES ('juliet', 'romeo@montague.example', 'Friends');
            INSERT INTO rostergroups VALUES ('juliet', 'romeo@montague.example', '');
            INSERT INTO vcard VALUES ('juliet', '<vCard xmlns="vcard-temp"><FN>Juliet</FN></vCard>');
            INSERT INTO private_storage VALUES ('juliet', 'exodus:prefs', '<exodus xmlns="exodus:prefs"/>');
            INSERT INTO privacy_default_list VALUES ('juliet', 'Blocked contacts');
            INSERT INTO privacy_list VALUES ('juliet', 'Blocked contacts', 1), ('juliet', 'other', 2);
            INSERT INTO privacy_list_data VALUES (1, 'j', 'tybalt@verona.example', 'd', 0, 1), (1, 's', 'none', 'd', 1, 1), (1, 'n', '', 'a', 2, 1);
            INSERT INTO archive_prefs VALUES ('juliet', 'roster', '[{<<"romeo">>,<<"montague.example">>,<<>>}]', '[]');
            INSERT INTO spool VALUES ('juliet', '<message xmlns="jabber:client" from="a@b" to="juliet@capulet.example"><archived xmlns="urn:xmpp:mam:tmp" by="juliet@capulet.example" id="1"/><delay xmlns="urn:xmpp:delay" from="capulet.example" stamp="2026-11-26T11:17:00Z"/><body>Hi</body></message>', 1);
            INSERT INTO archive VALUES ('juliet', 1795691819759241, '<message xmlns="jabber:client" from="a@b" to="juliet@capulet.example"><body>Hi</body></message>', 1, '');
            INSERT INTO push_session VALUES ('juliet', 1795691819759241, 'push.example', 'n', '<x xmlns="jabber:x:data" type="submit"/>');
            INSERT INTO pubsub_node VALUES ('juliet@capulet.example', 'urn:xmpp:bookmarks:1', 7);
            INSERT INTO pubsub_node_option VALUES (7, 'access_model', 'whitelist'), (7, 'title', '<<"T">>'), (7, 'sql', 'true'), (7, 'notify_config', 'false');
            INSERT INTO pubsub_state VALUES (7, 'juliet@capulet.example', 'o', '', 1), (7, 'romeo@montague.example', 'm', 's:ID1', 2), (7, 'x@y.example', 'n', 'p:ID2', 3);
            INSERT INTO pubsub_item VALUES (7, 'b', 'juliet@capulet.example/x', '001795:691820:000000', '<c xmlns="urn:x"/>');
            INSERT INTO pubsub_item VALUES (7, 'a', 'juliet@capulet.example/x', '001795:691819:759241', '');
            INSERT INTO sr_group VALUES ('g', '');
            """);
        Assert.That(_sink.Owners.Single() with { Password = null }, Is.EqualTo(new DataOwner(DataOwnerKind.Account, Jid.Parse("juliet@capulet.example"))
        {
            CreatedAt = new DateTimeOffset(2026, 11, 26, 11, 16, 58, TimeSpan.Zero),
        }));
        Assert.That(_sink.Owners.Single().Password, Is.EqualTo("secret"));
        Assert.That(Parts<DataPart.Contact>().Select(c => $"{c.Entry.Contact} {c.Entry.Name} {c.Entry.Subscription} {c.Entry.PendingOut} {string.Join('|', c.Entry.Groups)}"),
            Is.EquivalentTo(new[]
            {
                "nurse@capulet.example  None True ", "peter@capulet.example  To False ", "romeo@montague.example Romeo Both False Friends",
            }));
        Assert.That(Parts<DataPart.Request>().Select(r => $"{r.Presence.From} {r.Presence.Child(XmppNames.Client + "status")?.Value}"),
            Is.EquivalentTo(new[] { "paris@verona.example Please <me>", "peter@capulet.example " }));
        Assert.That(Parts<DataPart.Card>().Single().Element.Value, Is.EqualTo("Juliet"));
        Assert.That(Parts<DataPart.PrivateElement>().Single().Element.Name.NamespaceName, Is.EqualTo("exodus:prefs"));
        Assert.That(Parts<DataPart.Blocked>().Single().Address.ToString(), Is.EqualTo("tybalt@verona.example"));
        Assert.That(_report.UnknownOf("privacy rule that does not block an address altogether"), Is.EqualTo(1));
        Assert.That(_report.UnknownOf("privacy list that is not the default"), Is.EqualTo(1));
        var preferences = Parts<DataPart.Preferences>().Single().Value;
        Assert.That((preferences.Default, preferences.Always.Single().ToString(), preferences.Never.Length),
            Is.EqualTo((ArchivePolicy.Roster, "romeo@montague.example", 0)));
        var waiting = Parts<DataPart.Offline>().Single();
        Assert.That(waiting.ReceivedAt, Is.EqualTo(new DateTimeOffset(2026, 11, 26, 11, 17, 0, TimeSpan.Zero)));
        Assert.That(waiting.Message.Element.Elements().Select(c => c.Name.LocalName), Is.EqualTo(new[] { "body" }));
        Assert.That(Parts<DataPart.Archived>().Single().At, Is.EqualTo(At));
        Assert.That((Parts<DataPart.LastActivity>().Single().Value.At.ToUnixTimeSeconds(), Parts<DataPart.LastActivity>().Single().Value.Status), Is.EqualTo((1795691819L, "gone")));
        Assert.That((Parts<DataPart.PushService>().Single().Value.Service.ToString(), Parts<DataPart.PushService>().Single().Value.EnabledAt), Is.EqualTo(("push.example", DateTimeOffset.FromUnixTimeMilliseconds(At.ToUnixTimeMilliseconds()))));
        Assert.That(Parts<DataPart.Node>().Single().Form!.Elements().Select(f => $"{f.Attribute("var")?.Value}={f.Value}"),
            Is.EquivalentTo(new[] { "FORM_TYPE=http://jabber.org/protocol/pubsub#node_config", "pubsub#access_model=whitelist", "pubsub#title=T", "pubsub#notify_config=0" }));
        Assert.That(Parts<DataPart.NodeAffiliate>().Single().Affiliate, Is.EqualTo(new PubSubAffiliate(Jid.Parse("romeo@montague.example"), PubSubAffiliation.Member)));
        Assert.That(Parts<DataPart.NodeSubscriber>().Select(s => $"{s.Subscription.Subscriber} {s.Subscription.SubId} {s.Subscription.State}"),
            Is.EqualTo(new[] { "romeo@montague.example ID1 Subscribed", "x@y.example ID2 Pending" }));
        Assert.That(Parts<DataPart.Item>().Select(i => $"{i.Value.Id} {i.Value.Publisher} {i.Value.PublishedAt:O} {i.Value.Payload.Length > 0}"),
            Is.EqualTo(new[] { $"a juliet@capulet.example {At:O} False", $"b juliet@capulet.example {new DateTimeOffset(2026, 11, 26, 11, 17, 0, TimeSpan.Zero):O} True" }));
        Assert.That(_report.Notes, Is.EqualTo(new[] { "1 rows of sr_group are nothing that can be taken over" }));
    }

    [Test]
    public async Task Keys_are_of_the_hash_that_stands_before_them()
    {
        var (short20, long32, long64) = (Zeros(20), Zeros(32), Zeros(64));
        await ReadAsync($"""
            INSERT INTO users VALUES ('a', '{short20}', '{short20}', '{Zeros(16)}', 4096, NULL);
            INSERT INTO users VALUES ('b', 'sha256:{long32}', '{long32}', '{Zeros(16)}', 4096, NULL);
            INSERT INTO users VALUES ('c', 'sha512:{long64}', '{long64}', '{Zeros(16)}', 4096, NULL);
            INSERT INTO users VALUES ('d', 'sha256:{short20}', '{short20}', '{Zeros(16)}', 4096, NULL);
            INSERT INTO users VALUES ('e', 'md5:{short20}', '{short20}', '{Zeros(16)}', 4096, NULL);
            INSERT INTO users VALUES ('f', '?', '?', '?', 4096, NULL);
            INSERT INTO users VALUES ('g', '{short20}', '{short20}', '{Zeros(16)}', 4096, NULL), ('g', 'sha256:{long32}', '{long32}', '{Zeros(16)}', 4096, NULL);
            INSERT INTO users VALUES ('@', 'x', '', '', 0, NULL);
            """);
        Assert.That(Parts<DataPart.Credential>().Select(c => c.Value.Hash),
            Is.EqualTo(new[] { ScramHash.Sha1, ScramHash.Sha256, ScramHash.Sha512, ScramHash.Sha1, ScramHash.Sha256 }));
        Assert.That(_sink.Owners.Select(o => $"{o.Jid.Local}{o.Password}"), Is.EqualTo(new[] { "a", "b", "c", "d", "e", "f", "g" }));
        Assert.That(_report.Of(DataKind.Passwords, DataOutcome.Refused), Is.EqualTo(3));
        Assert.That(_report.Of(DataKind.Accounts, DataOutcome.Refused), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_is_banned_there_cannot_log_in_here_and_does_not_get_what_says_why()
    {
        await ReadAsync("""
            INSERT INTO users VALUES ('tybalt', 'secret', '', '', 0, NULL);
            INSERT INTO last VALUES ('tybalt', '1795691819', 'Registered but didn''t login');
            INSERT INTO private_storage VALUES ('tybalt', 'jabber:ejabberd:banned', '<banned xmlns="jabber:ejabberd:banned"><reason>rude</reason></banned>');
            """);
        Assert.That(_sink.Owners.Single().IsDisabled, Is.True);
        Assert.That(_sink.Parts, Is.Empty);
    }

    [Test]
    public async Task Rooms_that_stay_come_with_what_was_said_in_them()
    {
        await ReadAsync("""
            INSERT INTO users VALUES ('juliet', 'secret', '', '', 0, NULL);
            INSERT INTO muc_room VALUES ('garden', 'conference.capulet.example', '[{title,<<71,195,164,114,116,101,110>>},{persistent,true},{public,false},{members_only,true},{moderated,true},{members_by_default,false},{allow_change_subj,true},{allow_user_invites,false},{password_protected,true},{password,<<"secret">>},{anonymous,false},{mam,false},{lang,<<"it">>},{max_users,50},{allowpm,anyone},{allow_private_messages_from_visitors,nobody},{presence_broadcast,[moderator]},{vcard,<<"<vCard xmlns=''vcard-temp''/>">>},{affiliations,[{{<<"juliet">>,<<"capulet.example">>,<<>>},{owner,<<>>}},{{<<>>,<<"evil.example">>,<<>>},{outcast,<<"rude">>}},{{<<"old">>,<<"capulet.example">>,<<>>},member},{{<<"x">>,<<"y">>},{king,<<>>}}]},{subject,[{text,<<>>,<<"The balcony">>}]},{subject_author,{<<"Juliet">>,{jid,<<"juliet">>}}},{hats_users,[x]},{captcha_protected,true}]');
            INSERT INTO muc_room VALUES ('gone', 'conference.capulet.example', '[{persistent,false}]');
            INSERT INTO muc_room VALUES ('bad', 'conference.capulet.example', '[{persistent');
            INSERT INTO muc_room VALUES ('far', 'conference.montague.example', '[{persistent,true}]');
            INSERT INTO muc_registered VALUES ('juliet@capulet.example', 'garden@conference.capulet.example', 'Ju'), ('nurse@capulet.example', 'garden@conference.capulet.example', 'Nan');
            INSERT INTO archive VALUES ('garden@conference.capulet.example', 1795691819759241, '<message xmlns="jabber:client" from="juliet@capulet.example/x" to="garden@conference.capulet.example" type="groupchat"><subject>The balcony</subject></message>', 1, 'Juliet');
            INSERT INTO archive VALUES ('garden@conference.capulet.example', 1795691819759242, '<message xmlns="jabber:client" from="juliet@capulet.example/x" to="garden@conference.capulet.example" type="groupchat"><body>Hi</body></message>', 2, 'Juliet');
            INSERT INTO archive SELECT username, timestamp, xml, 4, nick FROM archive WHERE id = 2; -- as export2sql does
            INSERT INTO archive VALUES ('garden@conference.capulet.example', 1795691819759243, '<message xmlns="jabber:client" type="groupchat"><body>Hi</body></message>', 3, '');
            """);
        Assert.That(_sink.Owners.Select(o => o.ToString()), Is.EqualTo(new[] { "Account juliet@capulet.example", "Room garden@conference.capulet.example" }));
        var settings = Parts<DataPart.RoomSettings>().Single();
        var expected = new RoomConfiguration
        {
            Name = "G\u00e4rten",
            Language = "it",
            IsPersistent = true,
            IsPublic = false,
            IsMembersOnly = true,
            IsModerated = true,
            AllowSubject = true,
            AllowInvites = false,
            Password = "secret",
            IsNonAnonymous = true,
            IsArchived = false,
            MaxOccupants = 50,
            Whisper = RoomWhisper.Participants,
            PresenceBroadcast = settings.Room.Configuration.PresenceBroadcast,
            MemberListReaders = settings.Room.Configuration.MemberListReaders,
        };
        Assert.That(settings.Room.Configuration, Is.EqualTo(expected));
        Assert.That(settings.Room.Configuration.PresenceBroadcast, Is.EqualTo(new[] { "moderator" }));
        Assert.That(settings.Room.Card, Is.Not.Null);
        Assert.That(settings.Room.Subject, Is.EqualTo(new RoomSubject("The balcony", "Juliet", DateTimeOffset.FromUnixTimeMilliseconds(At.ToUnixTimeMilliseconds()))));
        Assert.That(settings.People.Select(p => $"{p.Jid} {p.Affiliation} {p.Nick} {p.Reason}"), Is.EqualTo(new[]
        {
            "juliet@capulet.example Owner Ju ", "evil.example Outcast  rude", "old@capulet.example Member  ", "nurse@capulet.example None Nan ",
        }));
        Assert.That(Parts<DataPart.Archived>().Select(a => $"{a.Message.From} {a.Message.To}"),
            Is.EqualTo(new[] { "garden@conference.capulet.example/Juliet ", "garden@conference.capulet.example/Juliet " }));
        Assert.That(_report.Of(DataKind.Rooms, DataOutcome.Skipped), Is.EqualTo(1));
        Assert.That(_report.Of(DataKind.Rooms, DataOutcome.Refused), Is.EqualTo(2));
        Assert.That(_report.Of(DataKind.Archive, DataOutcome.Refused), Is.EqualTo(1));
        Assert.That((_report.UnknownOf("hats of a room"), _report.UnknownOf("room that asks a captcha")), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task Nodes_of_a_service_come_with_their_owners()
    {
        await ReadAsync("""
            INSERT INTO users VALUES ('juliet', 'secret', '', '', 0, NULL);
            INSERT INTO pubsub_node VALUES ('pubsub.capulet.example', 'news', 1), ('pubsub.montague.example', 'news', 2);
            INSERT INTO pubsub_node_option VALUES (1, 'max_items', 'max'), (1, 'roster_groups_allowed', '[<<"A">>,<<"B">>]'), (1, 'title', 'f()');
            INSERT INTO pubsub_state VALUES (1, 'juliet@capulet.example', 'o', '', 1), (1, 'p@x.example', 'u', '', 2), (1, 'q@x.example', '?', '', 3), (1, 's@x.example', 'n', '?', 4);
            INSERT INTO pubsub_item VALUES (1, 'a', '?', '?', '<x/>'), (1, 'b', '', '', '<x'), (1, 'c', '', '', '<x xmlns="y"/><z/>');
            """);
        Assert.That(_sink.Owners.Select(o => o.ToString()), Is.EqualTo(new[] { "Account juliet@capulet.example", "NodeService pubsub.capulet.example" }));
        Assert.That(Parts<DataPart.Node>().Single().Creator!.ToString(), Is.EqualTo("juliet@capulet.example"));
        Assert.That(Parts<DataPart.Node>().Single().Form!.Elements().Select(f => string.Join('|', f.Elements().Select(v => v.Value))),
            Is.EquivalentTo(new[] { "http://jabber.org/protocol/pubsub#node_config", "max", "A|B" }));
        Assert.That(Parts<DataPart.NodeAffiliate>().Select(a => $"{a.Affiliate.Entity} {a.Affiliate.Affiliation}"),
            Is.EqualTo(new[] { "juliet@capulet.example Owner", "p@x.example PublishOnly" }));
        Assert.That(Parts<DataPart.Item>().Select(i => i.Value.Id), Is.EqualTo(new[] { "a" }));
        Assert.That(_report.Of(DataKind.Nodes, DataOutcome.Refused), Is.EqualTo(3));
        Assert.That(_report.Of(DataKind.Items, DataOutcome.Refused), Is.EqualTo(2));
    }

    [TestCase("<!DOCTYPE m [<!ENTITY e 'x'>]><message from='a@b'><body>&e;</body></message>")]
    [TestCase("</x><message from='a@b'/><x>")]
    [TestCase("<message from='a@b'/><message from='a@b'/>")]
    [TestCase("<iq type='get' id='1'><x xmlns='y'/></iq>")]
    [TestCase("g3QAAAAB")]
    [TestCase("")]
    public async Task What_is_no_message_is_refused_and_the_next_one_is_read(string text)
    {
        text = text.Replace("'", "''");
        await ReadAsync($"""
            INSERT INTO users VALUES ('juliet', 'secret', '', '', 0, NULL);
            INSERT INTO spool VALUES ('juliet', '{text}', 1), ('juliet', '<message from="a@b"/>', 2);
            INSERT INTO archive VALUES ('juliet', {Time}, '{text}', 1, ''), ('juliet', {Time}, '<message from="a@b"/>', 2, ''), ('juliet', -1, '<message from="a@b"/>', 3, '');
            INSERT INTO rosterusers VALUES ('juliet', 'a@', '', 'B', 'N', ''), ('juliet', 'a@b', '', 'X', 'N', ''), ('juliet', 'a@c', '', 'N', 'X', '');
            INSERT INTO archive_prefs VALUES ('juliet', 'roster', 'x(', '[]');
            INSERT INTO vcard VALUES ('juliet', '{text}<x/>');
            """);
        Assert.That((Parts<DataPart.Offline>().Count(), Parts<DataPart.Archived>().Count(), Parts<DataPart.Contact>().Count()), Is.EqualTo((1, 1, 0)));
        Assert.That(_report.Of(DataKind.Offline, DataOutcome.Refused), Is.EqualTo(1));
        Assert.That(_report.Of(DataKind.Archive, DataOutcome.Refused), Is.EqualTo(2));
        Assert.That(_report.Of(DataKind.Roster, DataOutcome.Refused), Is.EqualTo(3));
        Assert.That(_report.Of(DataKind.Preferences, DataOutcome.Refused), Is.EqualTo(1));
    }

    [Test]
    public async Task A_value_that_is_too_long_is_refused()
    {
        await ReadAsync("""
            INSERT INTO users VALUES ('juliet', 'secret', '', '', 0, NULL);
            INSERT INTO spool SELECT 'juliet', '<message from="a@b"><body>' || hex(zeroblob(9000000)) || '</body></message>', 1;
            INSERT INTO spool VALUES ('juliet', '<message from="a@b"/>', 2);
            """);
        Assert.That(Parts<DataPart.Offline>().Count(), Is.EqualTo(1));
        Assert.That(_report.Of(DataKind.Offline, DataOutcome.Refused), Is.EqualTo(1));
    }

    [Test]
    public async Task A_host_is_told_from_others_where_rows_say_whose_they_are_and_is_needed_where_they_do_not()
    {
        const string Rows = """
            INSERT INTO users (username, server_host, password, iterationcount) VALUES ('juliet', 'capulet.example', 'one', 0), ('juliet', 'montague.example', 'two', 0);
            INSERT INTO vcard VALUES ('juliet', 'montague.example', '<vCard xmlns="vcard-temp"/>');
            """;
        await ReadAsync(Rows, "server_host TEXT,", null);
        Assert.That(_sink.Owners.Select(o => $"{o.Jid} {o.Password}"), Is.EqualTo(new[] { "juliet@capulet.example one", "juliet@montague.example two" }));
        Assert.That(Parts<DataPart.Card>().Count(), Is.EqualTo(1));
        using (var database = EjabberdDatabase.Open(_folder["ejabberd.db"], 1000))
        {
            var sink = new RecordingSink();
            await new EjabberdReader(sink, _report).ReadAsync(database, "capulet.example", Ct);
            Assert.That(sink.Owners.Select(o => o.Password), Is.EqualTo(new[] { "one" }));
            Assert.That(sink.Parts, Is.Empty);
        }
        File.Delete(_folder["ejabberd.db"]);
        Assert.That(async () => await ReadAsync("", "", null), Throws.InstanceOf<DataException>().With.Message.Contains("--host"));
        File.Delete(_folder["ejabberd.db"]);
        Assert.That(async () => await ReadAsync(""), Throws.InstanceOf<DataException>().With.Message.Contains("no accounts"));
    }

    [Test]
    public async Task Something_else_is_no_database_of_ejabberd()
    {
        await File.WriteAllTextAsync(_folder["notes.txt"], new string('x', 5000), Ct);
        Assert.That(() => EjabberdDatabase.Open(_folder["notes.txt"], 1), Throws.InstanceOf<StorageException>());
        Assert.That(() => EjabberdDatabase.Open(_folder["nothing"], 1), Throws.InstanceOf<StorageException>());
        await RunAsync("CREATE TABLE users (name TEXT)");
        Assert.That(() => EjabberdDatabase.Open(_folder["ejabberd.db"], 1), Throws.InstanceOf<StorageException>().With.Message.Contains("ejabberd"));
    }

    [Test]
    public async Task MySQL_is_read_as_a_file_is()
    {
        var server = await MariaDb.SharedAsync();
        var place = await server.CreateDatabaseAsync();
        await using (var connection = new MySqlConnector.MySqlConnection(place))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = Schema.Replace("$", "server_host VARCHAR(191),") + """
                INSERT INTO users VALUES ('juliet', 'capulet.example', 'secr\u00e9t', '', '', 0, '2026-11-26 11:16:58');
                INSERT INTO privacy_default_list VALUES ('juliet', 'capulet.example', 'l');
                INSERT INTO privacy_list VALUES ('juliet', 'capulet.example', 'l', 1);
                INSERT INTO privacy_list_data VALUES (1, 'j', 'tybalt@verona.example', 'd', 0, true);
                INSERT INTO archive VALUES ('juliet', 'capulet.example', 1795691819759241, '<message from="a@b"/>', 1, '');
                """.Replace("\\u00e9", "\u00e9");
            await command.ExecuteNonQueryAsync(Ct);
        }
        using var database = EjabberdDatabase.Open(place, ForeignElement.MaxText);
        await new EjabberdReader(_sink, _report).ReadAsync(database, null, Ct);
        Assert.That(_sink.Owners.Single().Password, Is.EqualTo("secr\u00e9t"));
        Assert.That(_sink.Owners.Single().CreatedAt, Is.Not.Null);
        Assert.That(Parts<DataPart.Blocked>().Single().Address.ToString(), Is.EqualTo("tybalt@verona.example"));
        Assert.That(Parts<DataPart.Archived>().Single().At, Is.EqualTo(At));
        Assert.That(_report.Notes, Is.Empty);
    }

    private IEnumerable<T> Parts<T>() where T : DataPart => _sink.Parts.OfType<T>();

    private static string Zeros(int octets) => Convert.ToBase64String(new byte[octets]);

    private async Task ReadAsync(string rows, string hostColumn = "", string? host = "capulet.example")
    {
        await RunAsync(Schema.Replace("$", hostColumn) + rows);
        using var database = EjabberdDatabase.Open(_folder["ejabberd.db"], ForeignElement.MaxText);
        await new EjabberdReader(_sink, _report).ReadAsync(database, host, Ct);
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder["ejabberd.db"]};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
