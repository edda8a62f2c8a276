using Microsoft.Data.Sqlite;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Prosody;
using Xmpp.Stanzas.Core;
using Xmpp.Storage;
using Xmpp.Storage.Foreign;
using Xmpp.Storage.Rooms;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Peers;

namespace Xmpp.Tests.Data;

/// <summary>Prosody's files and tables; what stands in them need not be Prosody's.</summary>
public sealed class ProsodyReaderTests
{
    private const string Message = "<message type='groupchat' from='garden@conference.capulet.example/Juliet' to='x@y'><body>Hi</body></message>";

    private TemporaryDirectory _folder;
    private RecordingSink _sink;
    private DataReport _report;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public void SetUp() => (_folder, _sink, _report) = (new TemporaryDirectory(), new RecordingSink(), new DataReport());

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Rooms_that_stay_come_from_files()
    {
        Write("conference%2ecapulet%2eexample/config/garden.dat", """
            return { ["_jid"] = "garden@conference.capulet.example"; ["juliet@capulet.example"] = "owner"; ["tybalt@verona.example"] = "outcast";
              ["nobody@@"] = "member"; ["x@y.example"] = "king"; ["_affiliation_data"] = { ["tybalt@verona.example"] = { ["reason"] = "rude" } };
              ["_data"] = { ["persistent"] = true; ["hidden"] = true; ["members_only"] = true; ["moderated"] = true; ["name"] = "The Garden";
                ["password"] = "secret"; ["whois"] = "anyone"; ["history_length"] = 7; ["allow_pm"] = "moderators"; ["subject"] = "The balcony";
                ["subject_from"] = "garden@conference.capulet.example/Juliet"; ["subject_time"] = 1741064767;
                ["presence_broadcast"] = { ["visitor"] = false; } }; };
            """);
        Write("conference%2ecapulet%2eexample/config/gone.dat", """return { ["_data"] = {}; };""");
        Write("conference%2ecapulet%2eexample/config/stone.dat", """return { ["_data"] = { ["persistent"] = true; ["destroyed"] = true }; };""");
        Write("conference%2ecapulet%2eexample/muc_log/garden.list", """
            item({ { "Hi"; ["name"] = "body"; }; ["name"] = "message"; ["when"] = 1741064768.5; ["key"] = "k";
              ["attr"] = { ["type"] = "groupchat"; ["from"] = "garden@conference.capulet.example/Juliet"; ["to"] = "garden@conference.capulet.example" } });
            item({ { "Forged"; ["name"] = "body"; }; ["name"] = "message"; ["when"] = 1741064769;
              ["attr"] = { ["type"] = "groupchat"; ["from"] = "hall@conference.capulet.example/Juliet" } });
            """);
        using var source = new ProsodyFolder(_folder.Path);
        await new ProsodyReader(_sink, _report).ReadAsync(source, Ct);

        Assert.That(_sink.Hosts, Is.EqualTo(new[] { "capulet.example" }));
        Assert.That(_sink.Owners.Single().ToString(), Is.EqualTo("Room garden@conference.capulet.example"));
        var settings = _sink.Parts.OfType<DataPart.RoomSettings>().Single();
        var expected = new RoomConfiguration
        {
            IsPersistent = true,
            IsPublic = false,
            IsMembersOnly = true,
            IsModerated = true,
            Name = "The Garden",
            Password = "secret",
            IsNonAnonymous = true,
            HistoryLength = 7,
            Whisper = RoomWhisper.Moderators,
            AllowInvites = false,
        };
        Assert.That(settings.Room.Configuration.PresenceBroadcast, Is.EqualTo(new[] { "moderator", "participant" }));
        Assert.That(settings.Room.Configuration with { PresenceBroadcast = expected.PresenceBroadcast, MemberListReaders = expected.MemberListReaders }, Is.EqualTo(expected));
        Assert.That(settings.Room.Subject, Is.EqualTo(new RoomSubject("The balcony", "Juliet", DateTimeOffset.FromUnixTimeSeconds(1741064767))));
        Assert.That(settings.People.Select(p => $"{p.Jid} {p.Affiliation} {p.Reason}"),
            Is.EquivalentTo(new[] { "juliet@capulet.example Owner ", "tybalt@verona.example Outcast rude" }));
        var said = _sink.Parts.OfType<DataPart.Archived>().Single();
        Assert.That(said.Message.Child(XmppNames.Client + "body")?.Value, Is.EqualTo("Hi"));
        Assert.That(said.Message.To, Is.Null);
        Assert.That(said.At, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1741064768500)));
        Assert.That(_report.Of(DataKind.Rooms, DataOutcome.Skipped), Is.EqualTo(2));
        Assert.That(_report.Of(DataKind.Rooms, DataOutcome.Refused), Is.EqualTo(2));
        Assert.That(_report.Of(DataKind.Archive, DataOutcome.Refused), Is.EqualTo(1));
    }

    [Test]
    public async Task Tables_are_read_as_files_are()
    {
        await MakeDatabaseAsync(
            [
                ("capulet.example", "juliet", "accounts", "password", "string", "secret"),
                ("capulet.example", "juliet", "accounts", "created", "number", "1741064767"),
                ("capulet.example", "juliet", "roster", "romeo@montague.example", "json", """{"subscription":"both","groups":{"Friends":true}}"""),
                ("capulet.example", "juliet", "roster", "", "json", """{"__hash":[false,{"pending":{"nurse@verona.example":true}},null,1]}"""),
                ("capulet.example", "juliet", "vcard", "name", "string", "vCard"),
                ("capulet.example", "juliet", "vcard", "attr", "json", """{"xmlns":"vcard-temp"}"""),
                ("capulet.example", "juliet", "vcard", "", "json", """[{"name":"FN","attr":{"xmlns":"vcard-temp"},"__array":["Juliet"]}]"""),
                ("capulet.example", "", "cron", "x", "number", "1"),
                ("conference.capulet.example", "garden", "config", "_data", "json", """{"persistent":true,"name":"The Garden"}"""),
            ],
            [
                ("capulet.example", "juliet", "offline", "1741064768", "xml", "<message from='a@b' to='juliet@capulet.example'><body>Hi</body></message>"),
                ("conference.capulet.example", "garden", "muc_log", "1741064768.25", "xml", Message),
            ]);
        using var source = new ProsodySql(_folder["prosody.sqlite"]);
        await new ProsodyReader(_sink, _report).ReadAsync(source, Ct);
        Assert.That(_report.Notes, Is.Empty);
        Assert.That(_sink.Owners.Select(o => $"{o} {o.Password} {o.CreatedAt?.ToUnixTimeSeconds()}"),
            Is.EqualTo(new[] { "Account juliet@capulet.example secret 1741064767", "Room garden@conference.capulet.example  " }));
        Assert.That(_sink.Parts.OfType<DataPart.Contact>().Single().Entry.Groups, Is.EqualTo(new[] { "Friends" }));
        Assert.That(_sink.Parts.OfType<DataPart.Request>().Single().Presence.From!.ToString(), Is.EqualTo("nurse@verona.example"));
        Assert.That(_sink.Parts.OfType<DataPart.Card>().Single().Element.Value, Is.EqualTo("Juliet"));
        Assert.That(_sink.Parts.OfType<DataPart.Offline>().Single().ReceivedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1741064768)));
        Assert.That(_sink.Parts.OfType<DataPart.Archived>().Single().At, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1741064768250)));
    }

    [TestCase("xml", "<!DOCTYPE m [<!ENTITY e 'x'>]><message from='a@b'><body>&e;</body></message>")]
    [TestCase("xml", "<message from='a@b'><body>&e;</body></message>")]
    [TestCase("xml", "</x><message from='a@b'><body>Hi</body></message><x>")]
    [TestCase("xml", "<message from='a@b'/><message from='a@b'/>")]
    [TestCase("xml", "<message from='a@b'/>text")]
    [TestCase("xml", "<message")]
    [TestCase("xml", "")]
    [TestCase("json", "{\"name\":\"message\",\"__array\":[\"\\u0000\"]}")]
    [TestCase("json", "{\"name\":\"message\",\"__array\":[\"\\ud800\"]}")]
    [TestCase("json", "{\"name\":\"<\"}")]
    [TestCase("json", "{\"name\":\"a\",\"attr\":{\"xmlns\":\"http://www.w3.org/2000/xmlns/\"}}")]
    [TestCase("json", "[")]
    [TestCase("function", "x")]
    public async Task What_is_no_stanza_is_refused(string type, string text)
    {
        await MakeDatabaseAsync(
            [("capulet.example", "juliet", "accounts", "password", "string", "secret")],
            [("capulet.example", "juliet", "offline", "1741064768", type, text), ("capulet.example", "juliet", "offline", "1741064769", "xml", "<message from='a@b'/>")]);
        using var source = new ProsodySql(_folder["prosody.sqlite"]);
        await new ProsodyReader(_sink, _report).ReadAsync(source, Ct);
        Assert.That(_sink.Parts.OfType<DataPart.Offline>().Count(), Is.EqualTo(1), "the next one is read");
        Assert.That(_report.Of(DataKind.Offline, DataOutcome.Refused), Is.EqualTo(1));
    }

    [Test]
    public async Task A_value_that_is_too_long_or_too_deep_is_refused()
    {
        await MakeDatabaseAsync(
            [
                ("capulet.example", "juliet", "accounts", "password", "string", "secret"),
                ("capulet.example", "juliet", "roster", "a@b", "json", "{\"subscription\":\"none\",\"x\":" + new string('[', 100_000)),
                ("capulet.example", "juliet", "roster", "c@d", "string", new string('x', 17 * 1024 * 1024)),
                ("capulet.example", "juliet", "roster", "e@f", "json", """{"subscription":"none"}"""),
            ],
            [("capulet.example", "juliet", "archive", "1741064768", "xml", "<message><body>" + new string('x', 17 * 1024 * 1024) + "</body></message>")]);
        using var source = new ProsodySql(_folder["prosody.sqlite"]);
        await new ProsodyReader(_sink, _report).ReadAsync(source, Ct);
        Assert.That(_sink.Parts.OfType<DataPart.Contact>().Single().Entry.Contact.ToString(), Is.EqualTo("e@f"));
        Assert.That(_report.Of(DataKind.Roster, DataOutcome.Refused), Is.EqualTo(2));
        Assert.That(_report.Of(DataKind.Archive, DataOutcome.Refused), Is.EqualTo(1));
    }

    [Test]
    public async Task Something_else_is_no_database_of_Prosody()
    {
        await File.WriteAllTextAsync(_folder["notes.txt"], new string('x', 5000), Ct);
        Assert.That(() => new ProsodySql(_folder["notes.txt"]), Throws.InstanceOf<StorageException>());
        Assert.That(() => new ProsodySql(_folder["nothing"]), Throws.InstanceOf<StorageException>());
        using var empty = new ProsodyFolder(_folder.Path);
        Assert.That(async () => await new ProsodyReader(_sink, _report).ReadAsync(empty, Ct), Throws.InstanceOf<DataException>());
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
            command.CommandText = """
                CREATE TABLE `prosody` (`host` TEXT NOT NULL, `user` TEXT NOT NULL, `store` TEXT NOT NULL, `key` TEXT NOT NULL, `type` TEXT NOT NULL,
                    `value` MEDIUMTEXT NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
                CREATE TABLE `prosodyarchive` (`sort_id` INTEGER PRIMARY KEY AUTO_INCREMENT, `host` TEXT NOT NULL, `user` TEXT NOT NULL,
                    `store` TEXT NOT NULL, `key` TEXT NOT NULL, `when` INTEGER NOT NULL, `with` TEXT NOT NULL, `type` TEXT NOT NULL,
                    `value` MEDIUMTEXT NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
                INSERT INTO `prosody` VALUES ('capulet.example', 'juliet', 'accounts', 'password', 'string', 'secrét');
                INSERT INTO `prosodyarchive` VALUES (1, 'capulet.example', 'juliet', 'offline', 'k', 1741064768, '', 'xml', '<message from="a@b"/>');
                CREATE OR REPLACE USER 'importer'@'localhost' IDENTIFIED BY 'it''s; a=secret';
                GRANT SELECT ON *.* TO 'importer'@'localhost';
                """;
            await command.ExecuteNonQueryAsync(Ct);
        }
        place = new MySqlConnector.MySqlConnectionStringBuilder(place) { UserID = "importer" }.ToString();
        Assert.That(() => new ProsodySql(place), Throws.InstanceOf<StorageException>());
        Assert.That((ForeignDatabase.IsServer(place, out var hasPassword), hasPassword), Is.EqualTo((true, false)));
        using var source = new ProsodySql(ForeignDatabase.WithPassword(place, "it's; a=secret"));
        await new ProsodyReader(_sink, _report).ReadAsync(source, Ct);
        Assert.That(_sink.Owners.Single().Password, Is.EqualTo("secr\u00e9t"));
        Assert.That(_sink.Parts.OfType<DataPart.Offline>().Single().ReceivedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1741064768)));
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private async Task MakeDatabaseAsync(
        (string Host, string User, string Store, string Key, string Type, string Value)[] values,
        (string Host, string User, string Store, string When, string Type, string Value)[] items)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder["prosody.sqlite"]};Pooling=False");
        await connection.OpenAsync(Ct);
        await RunAsync("""
            CREATE TABLE "prosody" ("host" TEXT, "user" TEXT, "store" TEXT, "key" TEXT, "type" TEXT, "value" TEXT);
            CREATE TABLE "prosodyarchive" ("sort_id" INTEGER PRIMARY KEY AUTOINCREMENT, "host" TEXT, "user" TEXT, "store" TEXT, "key" TEXT,
                "when" INTEGER, "with" TEXT, "type" TEXT, "value" TEXT);
            """);
        foreach (var (host, user, store, key, type, value) in values)
            await RunAsync("INSERT INTO prosody VALUES ($0, $1, $2, $3, $4, $5)", host, user, store, key, type, value);
        foreach (var (host, user, store, when, type, value) in items)
        {
            await RunAsync(
                """INSERT INTO prosodyarchive ("host", "user", "store", "key", "when", "with", "type", "value") VALUES ($0, $1, $2, 'k', $3, '', $4, $5)""",
                host, user, store, when, type, value);
        }

        async Task RunAsync(string sql, params string[] arguments)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++)
                command.Parameters.AddWithValue($"${i}", arguments[i]);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
