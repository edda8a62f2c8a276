using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>Export, import, backup and restore from the command line while no server runs.</summary>
public class DataCommandTests
{
    private TemporaryDirectory _directory;
    private TestConsole _console;

    [SetUp]
    public async Task SetUpAsync()
    {
        _directory = new TemporaryDirectory();
        _console = new TestConsole();
        foreach (var name in new[] { "here", "there" })
        {
            await File.WriteAllTextAsync(_directory[name + ".toml"], $"""
                data_directory = "{_directory[name]}"
                [[hosts]]
                name = "capulet.example"
                [sasl]
                iterations = 4096
                """);
        }
        await RunAsync("here", "secret\n", "user", "add", "juliet@capulet.example", "--password-stdin");
    }

    [TearDown]
    public void TearDown()
    {
        _console.Dispose();
        _directory.Dispose();
    }

    [Test, Spec("XEP-0227", "4.3")]
    public async Task An_account_moves_with_its_keys()
    {
        Assert.That(await RunAsync("here", null, "export", _directory["export.xml"]), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.Contain("accounts       1\n").And.Contain("passwords      3\n").And.EndsWith($"written to {_directory["export.xml"]}\n"));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(_directory["export.xml"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(await RunAsync("there", null, "import", _directory["export.xml"], "--dry-run"), Is.Zero, _console.Error);
        Assert.That(File.Exists(_directory["there/xmpp.db"]), Is.False);
        Assert.That(await RunAsync("there", null, "import", _directory["export.xml"]), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.Contain("accounts       1 created\n"));
        Assert.That(await RunAsync("there", null, "import", _directory["export.xml"]), Is.Zero, _console.Error);
        Assert.That(_console.Out, Is.EqualTo("accounts       1 skipped\n"));
        Assert.That(await RunAsync("there", null, "import", _directory["export.xml"], "--on-conflict", "replace"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.Contain("accounts       1 there already\n").And.Contain("passwords      1 there already\n"));
    }

    [Test]
    public async Task What_is_there_is_not_overwritten()
    {
        await RunAsync("here", null, "export", _directory["export.xml"]);
        Assert.That(await RunAsync("here", null, "export", _directory["export.xml"]), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("--force"));
        Assert.That(await RunAsync("here", null, "backup", _directory["backup.tar.gz"]), Is.Zero, _console.Error);
        Assert.That(await RunAsync("here", null, "backup", _directory["backup.tar.gz"]), Is.EqualTo(1));
        Assert.That(await RunAsync("here", null, "restore", _directory["backup.tar.gz"]), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("--force"));
        Assert.That(await RunAsync("here", null, "restore", _directory["backup.tar.gz"], "--check"), Is.Zero, _console.Error);
        Assert.That(await RunAsync("there", null, "restore", _directory["backup.tar.gz"]), Is.Zero, _console.Error);
        Assert.That(await RunAsync("there", null, "user", "list"), Is.Zero);
        Assert.That(_console.Out, Does.StartWith("juliet@capulet.example\t"));
    }

    [Test]
    public async Task Words_that_mean_nothing_are_explained()
    {
        Assert.That(await RunAsync("here", null, "export", _directory["x.xml"], "--without", "nonsense"), Is.EqualTo(1));
        Assert.That(await RunAsync("here", null, "export", _directory["x.xml"], "--host", "verona.example"), Is.EqualTo(1));
        Assert.That(await RunAsync("here", null, "export", _directory["x.xml"], "--account", "nobody"), Is.EqualTo(1));
        Assert.That(await RunAsync("there", null, "export", _directory["x.xml"]), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("no database"));
        Assert.That(await RunAsync("there", null, "import", _directory["nothing.xml"]), Is.EqualTo(1));
        Assert.That(File.Exists(_directory["x.xml"]), Is.False);
    }

    [Test, Case("OPS-08")]
    public async Task A_person_gets_everything_but_keys()
    {
        Assert.That(await RunAsync("here", null, "user", "export", "juliet", _directory["person"]), Is.Zero, _console.Error);
        var text = await File.ReadAllTextAsync(_directory["person/account.xml"]);
        Assert.That(text, Does.Contain("name=\"juliet\"").And.Not.Contain("scram"));
        using var records = JsonDocument.Parse(await File.ReadAllTextAsync(_directory["person/records.json"]));
        Assert.That(records.RootElement.ValueKind, Is.EqualTo(JsonValueKind.Object));
        Assert.That(await RunAsync("here", null, "user", "export", "nobody", _directory["other"]), Is.EqualTo(1));
        Assert.That(Directory.Exists(_directory["other"]), Is.False);
    }

    [Test]
    public async Task Nobody_else_works_on_the_data_meanwhile()
    {
        var options = new ServerOptions { DataDirectory = _directory["here"] };
        await RunAsync("here", null, "export", _directory["export.xml"]);
        await RunAsync("here", null, "backup", _directory["backup.tar.gz"]);
        await using (await TakeAsync(options, isShared: false))
        {
            Assert.That(await RunAsync("here", null, "import", _directory["export.xml"]), Is.EqualTo(1));
            Assert.That(_console.Error, Does.Contain("another xmppserver"));
            Assert.That(await RunAsync("here", null, "restore", _directory["backup.tar.gz"], "--force"), Is.EqualTo(1));
            Assert.That(_console.Error, Does.Contain("another xmppserver"));
            Assert.That(await RunAsync("here", null, "import", _directory["export.xml"], "--dry-run"), Is.Zero, "it only reads");
            Assert.That(await RunAsync("here", null, "restore", _directory["backup.tar.gz"], "--check"), Is.Zero, "it only reads");
            Assert.That(async () => await TakeAsync(options, isShared: true), Throws.InstanceOf<DataException>());
        }
        await using (await TakeAsync(options, isShared: true))
        {
            Assert.That(await RunAsync("here", null, "user", "list"), Is.Zero, "beside another of its kind");
            Assert.That(await RunAsync("here", null, "import", _directory["export.xml"]), Is.EqualTo(1));
        }
        Assert.That(await RunAsync("here", null, "import", _directory["export.xml"]), Is.Zero, _console.Error);
    }

    [Test]
    public async Task Two_data_directories_with_one_database_have_one_lock()
    {
        var storage = new DatabaseOptions { Path = _directory["elsewhere/one.db"] };
        await using var taken = await TakeAsync(new ServerOptions { DataDirectory = _directory["one"], Storage = storage }, isShared: false);
        Assert.That(
            async () => await TakeAsync(new ServerOptions { DataDirectory = _directory["two"], Storage = storage }, isShared: false),
            Throws.InstanceOf<DataException>());
    }

    [TestCase("Password")]
    [TestCase("pwd")]
    [Case("OPS-09")]
    public async Task A_password_is_no_argument(string key)
    {
        var place = "Server=127.0.0.1;Port=1;Database=prosody;User ID=prosody";
        Assert.That(await RunAsync("there", null, "import", $"{place};{key}=hunter2", "--from", "prosody-sql"), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("--password-stdin").And.Not.Contain("hunter2"));
        Assert.That(await RunAsync("there", "", "import", place, "--from", "prosody-sql", "--password-stdin"), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("no password on standard input"));
        Assert.That(await RunAsync("there", null, "import", $"{place};{key}=hunter2", "--from", "ejabberd-sql"), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("--password-stdin").And.Not.Contain("hunter2"));
        Assert.That(await RunAsync("there", "x\n", "import", _directory["x.xml"], "--password-stdin"), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("--password-stdin"));
    }

    [Test]
    public async Task A_host_of_ejabberd_is_one_of_this_server()
    {
        Assert.That(await RunAsync("there", null, "import", _directory["x.xml"], "--host", "capulet.example"), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("ejabberd-sql"));
        Assert.That(await RunAsync("there", null, "import", _directory["x.db"], "--from", "ejabberd-sql", "--host", "montague.example"), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain("montague.example is no host"));
    }

    [Test, Case("OPS-03")]
    public async Task A_restore_that_was_cut_off_is_not_taken_for_an_empty_server()
    {
        Directory.CreateDirectory(_directory["here/uploads"]);
        await File.WriteAllTextAsync(_directory["here/uploads/a"], "new");
        await File.WriteAllTextAsync(_directory["here/uploads/b"], "new");
        await RunAsync("here", null, "export", _directory["export.xml"]);
        await RunAsync("here", null, "backup", _directory["backup.tar.gz"]);
        await RunAsync("there", "old\n", "user", "add", "romeo@capulet.example", "--password-stdin");
        Directory.CreateDirectory(_directory["there/uploads/b"]); // where no file can be put
        await File.WriteAllTextAsync(_directory["there/uploads/a"], "old");
        Assert.That(await RunAsync("there", null, "restore", _directory["backup.tar.gz"], "--force"), Is.EqualTo(1));
        Assert.That(File.Exists(_directory["there/xmpp.db"]), Is.False);

        foreach (var command in new[] { new[] { "user", "list" }, ["import", _directory["export.xml"]], ["backup", _directory["x.tar.gz"]] })
        {
            Assert.That(await RunAsync("there", null, command), Is.EqualTo(1), command[0]);
            Assert.That(_console.Error, Does.Contain("repeat it").And.Contain("replaced-"));
        }
        Assert.That(
            async () => await TakeAsync(new ServerOptions { DataDirectory = _directory["there"] }, isShared: false),
            Throws.InstanceOf<DataException>(), "as the server does");
        Assert.That(File.Exists(_directory["there/xmpp.db"]), Is.False);

        Directory.Delete(_directory["there/uploads/b"]);
        Assert.That(await RunAsync("there", null, "restore", _directory["backup.tar.gz"]), Is.Zero, _console.Error);
        Assert.That(await RunAsync("there", null, "user", "list"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.StartWith("juliet@capulet.example\t"));
        var replaced = Directory.GetDirectories(_directory["there"], "replaced-*").Single();
        Assert.That(File.Exists(Path.Combine(replaced, "xmpp.db")), Is.True);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(replaced, "data", "uploads", "a")), Is.EqualTo("old"));
        Assert.That(await File.ReadAllTextAsync(_directory["there/uploads/a"]), Is.EqualTo("new"));
    }

    private static Task<DataLock> TakeAsync(ServerOptions options, bool isShared) => DataLock.TakeAsync(
        options, isShared, TimeSpan.Zero, TimeProvider.System, NullLogger.Instance, TestContext.CurrentContext.CancellationToken);

    private Task<int> RunAsync(string server, string? input, params string[] arguments) =>
        _console.RunAsync(input, [.. arguments, "--config", _directory[server + ".toml"]]);
}
