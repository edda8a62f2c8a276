using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Backup;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Data;

/// <summary>A backup has everything that was acknowledged before it, proves itself, and overwrites nothing.</summary>
[Case("OPS-03")]
public sealed class BackupTests
{
    private TemporaryDirectory _folder;
    private ServerOptions _options;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryDirectory();
        _options = OptionsFor("data");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Under_load_it_has_what_was_acknowledged_before_it()
    {
        await using var engine = await StorageEngine.OpenAsync(
            _options.Storage.ToStorageOptions(_options.DataDirectory), TimeProvider.System, null, null, Ct);
        var stores = new Stores(engine, TimeProvider.System);
        var account = Jid.Parse("juliet@capulet.example");
        await stores.Accounts.CreateAsync(new(account, TimeProvider.System.GetUtcNow(), false, []), Ct);
        var owner = await stores.Archive.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException();
        var acknowledged = 0;
        using var stop = new CancellationTokenSource();
        var half = new TaskCompletionSource();
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var write = stores.Archive.Add(owner, new(account, null, Encoding.UTF8.GetBytes($"{acknowledged}")));
                await write!.Value.Task;
                if (Interlocked.Increment(ref acknowledged) == 200)
                    half.TrySetResult();
            }
        }, Ct);
        await half.Task;
        foreach (var name in new[] { "one.tar.gz", "two.tar.gz" })
        {
            var before = Volatile.Read(ref acknowledged);
            await NewWriter().WriteAsync(_folder[name], Ct);
            var restored = OptionsFor(name + ".data");
            await new BackupRestore(restored, TimeProvider.System).RunAsync(_folder[name], onlyCheck: false, Ct);
            await using var copy = await StorageEngine.OpenAsync(
                restored.Storage.ToStorageOptions(restored.DataDirectory), TimeProvider.System, null, null, Ct);
            var page = await new Stores(copy, TimeProvider.System).Archive.ReadAsync(account, new() { MaxMessages = int.MaxValue - 1 }, Ct);
            var texts = page!.Messages.Select(m => Encoding.UTF8.GetString(m.Stanza)).ToList();
            Assert.That(texts, Has.Count.GreaterThanOrEqualTo(before));
            Assert.That(texts, Is.EqualTo(Enumerable.Range(0, texts.Count).Select(i => $"{i}")), "a point in the order of commits");
        }
        await stop.CancelAsync();
        await writer;
    }

    [Test]
    public async Task Files_beside_the_database_come_along()
    {
        await MakeDatabaseAsync(_options);
        Directory.CreateDirectory(Path.Combine(_options.DataDirectory, "uploads", "a b"));
        await File.WriteAllTextAsync(Path.Combine(_options.DataDirectory, "uploads", "a b", "picture"), "uploaded", Ct);
        await File.WriteAllTextAsync(_folder["server.toml"], "# configuration", Ct);
        var archive = _folder["backup.tar.gz"];
        var manifest = await new BackupWriter(_options, _folder["server.toml"], TimeProvider.System).WriteAsync(archive, Ct);
        Assert.That(manifest.Files.Select(f => f.Name), Is.EquivalentTo(new[] { "database/xmpp.db", "data/uploads/a b/picture", "configuration/server.toml" }));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(archive), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(2), "nothing is left of the work");

        var restored = OptionsFor("restored");
        var restore = new BackupRestore(restored, TimeProvider.System);
        await restore.RunAsync(archive, onlyCheck: false, Ct);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(restored.DataDirectory, "uploads", "a b", "picture"), Ct), Is.EqualTo("uploaded"));
        Assert.That(File.Exists(Path.Combine(restore.Beside!, "configuration", "server.toml")), Is.True);
        Assert.That(restore.Replaced, Is.Null);
    }

    [Test]
    public async Task Uploads_elsewhere_come_along_to_where_the_configuration_has_them()
    {
        var options = _options with { Upload = _options.Upload with { Directory = _folder["files"] } };
        await MakeDatabaseAsync(options);
        Directory.CreateDirectory(_folder["files/files/ab"]);
        Directory.CreateDirectory(_folder["files/incoming"]);
        await File.WriteAllTextAsync(_folder["files/files/ab/abcd"], "uploaded", Ct);
        await File.WriteAllTextAsync(_folder["files/incoming/half"], "uplo", Ct);
        var manifest = await new BackupWriter(options, null, TimeProvider.System).WriteAsync(_folder["backup.tar.gz"], Ct);
        Assert.That(manifest.Files.Select(f => f.Name), Is.EquivalentTo(new[] { "database/xmpp.db", "uploads/files/ab/abcd" }));

        var elsewhere = OptionsFor("one") with { Upload = _options.Upload with { Directory = _folder["other"] } };
        await new BackupRestore(elsewhere, TimeProvider.System).RunAsync(_folder["backup.tar.gz"], onlyCheck: false, Ct);
        Assert.That(await File.ReadAllTextAsync(_folder["other/files/ab/abcd"], Ct), Is.EqualTo("uploaded"));
        await new BackupRestore(OptionsFor("two"), TimeProvider.System).RunAsync(_folder["backup.tar.gz"], onlyCheck: false, Ct);
        Assert.That(await File.ReadAllTextAsync(_folder["two/uploads/files/ab/abcd"], Ct), Is.EqualTo("uploaded"));
    }

    [TestCase("data/xmpp.db")]
    [TestCase("data/xmpp.db-wal")]
    [TestCase("data/xmpp.db-journal")]
    [TestCase("data/xmppserver.lock")]
    [TestCase("data/control.sock")]
    [TestCase("data/replaced-20250304T050607/xmpp.db")]
    public async Task A_file_named_like_the_database_or_one_of_ours_takes_nothing_of_its_place(string name)
    {
        await MakeDatabaseAsync(_options);
        var standIn = "data/" + new string('u', name.Length - 5);
        await File.WriteAllTextAsync(Path.Combine(_options.DataDirectory, standIn[5..]), "x", Ct);
        var archive = _folder["backup.tar.gz"];
        await NewWriter().WriteAsync(archive, Ct);
        await RewriteAsync(archive, (entry, content) =>
        {
            if (entry == BackupManifest.Name)
                Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace(standIn, name, StringComparison.Ordinal)).CopyTo(content, 0);
            return entry == standIn ? name : entry;
        });
        var restored = OptionsFor("restored");
        var restore = new BackupRestore(restored, TimeProvider.System);
        await restore.RunAsync(archive, onlyCheck: false, Ct);
        Assert.That(await SqliteBackup.CheckAsync(Path.Combine(restored.DataDirectory, "xmpp.db"), Ct), Is.Positive);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(restore.Beside!, name), Ct), Is.EqualTo("x"));
        Assert.That(Directory.EnumerateFileSystemEntries(restored.DataDirectory).Select(Path.GetFileName), Is.EquivalentTo(new[] { "xmpp.db", "restored-beside" }));
    }

    [Test, Platform("Linux")]
    public async Task What_root_restores_belongs_to_the_owner_of_the_folder_and_no_link_is_followed()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("only root can give files away");
        await MakeDatabaseAsync(_options);
        Directory.CreateDirectory(Path.Combine(_options.DataDirectory, "uploads", "a"));
        await File.WriteAllTextAsync(Path.Combine(_options.DataDirectory, "uploads", "a", "picture"), "uploaded", Ct);
        await NewWriter().WriteAsync(_folder["backup.tar.gz"], Ct);
        var somebody = new FolderOwner(4321, 4322);
        var restored = OptionsFor("restored");
        Directory.CreateDirectory(restored.DataDirectory);
        somebody.Give(restored.DataDirectory);
        await new BackupRestore(restored, TimeProvider.System).RunAsync(_folder["backup.tar.gz"], onlyCheck: false, Ct);
        var all = Directory.EnumerateFileSystemEntries(restored.DataDirectory, "*", SearchOption.AllDirectories).ToList();
        Assert.That(all, Has.Count.EqualTo(4));
        Assert.That(all.Select(FolderOwner.Of), Is.All.EqualTo(somebody));

        Directory.Delete(Path.Combine(restored.DataDirectory, "uploads"), recursive: true);
        Directory.CreateDirectory(_folder["of-root"]);
        Directory.CreateSymbolicLink(Path.Combine(restored.DataDirectory, "uploads"), _folder["of-root"]);
        var again = new BackupRestore(restored, TimeProvider.System);
        Assert.That(async () => await again.RunAsync(_folder["backup.tar.gz"], onlyCheck: false, Ct), Throws.InstanceOf<DataException>());
        Assert.That(Directory.EnumerateFileSystemEntries(_folder["of-root"]), Is.Empty);
        Assert.That(again.Replaced, Is.Null);
    }

    [Test]
    public async Task What_was_there_is_moved_aside_and_its_log_with_it()
    {
        await MakeDatabaseAsync(_options);
        var archive = _folder["backup.tar.gz"];
        await NewWriter().WriteAsync(archive, Ct);
        var database = Path.Combine(_options.DataDirectory, "xmpp.db");
        await File.WriteAllTextAsync(database + "-wal", "of the old one", Ct);
        var restore = new BackupRestore(_options, TimeProvider.System);
        Assert.That(restore.IsInTheWay, Is.True);
        await restore.RunAsync(archive, onlyCheck: false, Ct);
        Assert.That(File.Exists(database + "-wal"), Is.False);
        Assert.That(Directory.GetFiles(restore.Replaced!).Select(Path.GetFileName), Is.EquivalentTo(new[] { "xmpp.db", "xmpp.db-wal" }));
        Assert.That(await SqliteBackup.CheckAsync(database, Ct), Is.Positive);
        // The next backup does not take the old one along.
        var again = await NewWriter().WriteAsync(_folder["again.tar.gz"], Ct);
        Assert.That(again.Files, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_backup_that_is_not_whole_changes_nothing([Values(0.0, 0.3, 0.6, 0.95)] double share)
    {
        await MakeDatabaseAsync(_options);
        var archive = _folder["backup.tar.gz"];
        await NewWriter().WriteAsync(archive, Ct);
        var bytes = await File.ReadAllBytesAsync(archive, Ct);
        await File.WriteAllBytesAsync(archive, bytes[..(int)(bytes.Length * share)], Ct);
        await AssertRefusedAsync(archive);
    }

    [Test]
    public async Task A_changed_octet_is_found()
    {
        await MakeDatabaseAsync(_options);
        var archive = _folder["backup.tar.gz"];
        await NewWriter().WriteAsync(archive, Ct);
        await RewriteAsync(archive, (name, content) =>
        {
            if (name == "database/xmpp.db")
                content[^1] ^= 1;
            return name;
        });
        await AssertRefusedAsync(archive);
    }

    [TestCase("../escaped")]
    [TestCase("data/../../escaped")]
    [TestCase("/escaped")]
    [TestCase("data//escaped")]
    [TestCase("data\\..\\escaped")]
    [TestCase("elsewhere/escaped")]
    public async Task An_entry_that_leads_elsewhere_is_refused(string name)
    {
        await MakeDatabaseAsync(_options);
        await File.WriteAllTextAsync(Path.Combine(_options.DataDirectory, "upload"), "x", Ct);
        var archive = _folder["backup.tar.gz"];
        await NewWriter().WriteAsync(archive, Ct);
        await RewriteAsync(archive, (entry, _) => entry == "data/upload" ? name : entry);
        await AssertRefusedAsync(archive);
        Assert.That(Directory.GetFiles(_folder.Path, "escaped*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task A_link_is_refused()
    {
        var archive = _folder["link.tar.gz"];
        await using (var zip = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
        await using (var tar = new TarWriter(zip))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "data/link") { LinkName = "/etc/passwd" }, Ct);
        await AssertRefusedAsync(archive);
    }

    [Test]
    public async Task The_database_of_a_newer_program_is_refused()
    {
        await MakeDatabaseAsync(_options);
        await ExecuteAsync(_options, "INSERT INTO schema_migrations (number, name, started_at) VALUES (9999, 'later', 0)");
        Assert.That(() => NewWriter().WriteAsync(_folder["backup.tar.gz"], Ct),
            Throws.TypeOf<StorageException>().With.Message.Contains("newer version"));
    }

    [Test]
    public async Task An_empty_place_is_refused_where_there_must_be_a_database()
    {
        var options = _options.Storage with { Create = false };
        Assert.That(() => ExistingDatabase.RequireAsync(options, _options.DataDirectory, Ct),
            Throws.TypeOf<StorageException>().With.Message.Contains("storage.create"));
        Assert.That(Directory.Exists(_options.DataDirectory), Is.False, "nothing was made");
        await MakeDatabaseAsync(_options);
        await ExistingDatabase.RequireAsync(options, _options.DataDirectory, Ct);
    }

    private ServerOptions OptionsFor(string name) => new() { DataDirectory = _folder[name] };

    private BackupWriter NewWriter() => new(_options, null, TimeProvider.System);

    private static async Task MakeDatabaseAsync(ServerOptions options)
    {
        await using var engine = await StorageEngine.OpenAsync(
            options.Storage.ToStorageOptions(options.DataDirectory), TimeProvider.System, null, null, Ct);
    }

    private static async Task ExecuteAsync(ServerOptions options, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={options.DataDirectory}/xmpp.db;Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task AssertRefusedAsync(string archive)
    {
        var restored = OptionsFor("restored");
        Assert.That(async () => await new BackupRestore(restored, TimeProvider.System).RunAsync(archive, onlyCheck: false, Ct),
            Throws.TypeOf<DataException>().Or.TypeOf<StorageException>());
        Assert.That(Directory.GetFileSystemEntries(restored.DataDirectory), Is.Empty);
        await Task.CompletedTask;
    }

    private static async Task RewriteAsync(string archive, Func<string, byte[], string> change)
    {
        var entries = new List<(string Name, byte[] Content)>();
        await using (var zip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        await using (var tar = new TarReader(zip))
        {
            while (await tar.GetNextEntryAsync(copyData: true, Ct) is { } entry)
            {
                using var content = new MemoryStream();
                await entry.DataStream!.CopyToAsync(content, Ct);
                entries.Add((entry.Name, content.ToArray()));
            }
        }
        await using var output = new GZipStream(File.Create(archive), CompressionLevel.Fastest);
        await using var writer = new TarWriter(output);
        foreach (var (name, content) in entries)
        {
            using var stream = new MemoryStream(content);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, change(name, content)) { DataStream = stream }, Ct);
        }
    }
}
