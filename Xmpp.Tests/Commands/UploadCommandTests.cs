using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Uploads;

namespace Xmpp.Tests.Commands;

/// <summary>Uploaded files for the operator (XEP-0363).</summary>
public class UploadCommandTests : CommandTest
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@localhost");

    [Test]
    public async Task Files_are_counted_listed_shown_and_deleted()
    {
        await AddAsync(1, "a\u001b[2J.png", 3);
        await AddAsync(2, "b.png", 4);
        await AddAsync(3, "c.png", 5);
        Assert.That(await RunAsync("usage"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("juliet@localhost\t3\t12\t2026-01-02 03:04\n"));
        Assert.That(await RunAsync("list", "juliet"), Is.Zero, Console.Error);
        var id = new string('0', 62) + "01";
        Assert.That(Console.Out, Does.Contain($"{id}\ta\\u001b[2J.png\timage/png\t3\t2026-01-02 03:01\tnever\n"));
        Assert.That(await RunAsync("show", "juliet", id), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("name\ta\\u001b[2J.png\n").And.Contain("bytes\t3\n"));
        Assert.That(await RunAsync("delete", "juliet", id), Is.Zero, Console.Error);
        Assert.That(await RunAsync("show", "juliet", id), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("juliet@localhost has no such file"));
        Assert.That(await RunAsync("delete", "juliet", "--all"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("2 deleted\n"));
        Assert.That(await RunAsync("usage"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.Empty);
        Assert.That(await RunAsync("purge"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("0 removed\n"));
    }

    [Test]
    public async Task Another_accounts_file_is_not_there()
    {
        await AddAsync(1, "a.png", 3);
        Assert.That(await RunAsync("show", "romeo", new string('0', 62) + "01"), Is.EqualTo(1));
        Assert.That(await RunAsync("delete", "romeo", new string('0', 62) + "01"), Is.EqualTo(1));
    }

    [TestCase]
    [TestCase("--all", "0001")]
    public async Task Which_files_go_has_to_be_said(params string[] which) =>
        Assert.That(await RunAsync(["delete", "juliet", .. which]), Is.EqualTo(1));

    private async Task AddAsync(byte number, string name, long size)
    {
        await using var host = await OpenAsync();
        var index = new Stores(host.Storage, TimeProvider.System).Uploads;
        var at = new DateTimeOffset(2026, 1, 2, 3, number == 3 ? 4 : number, 0, TimeSpan.Zero);
        var key = new byte[32];
        key[31] = number;
        await index.AddSlotAsync(
            new StoredUpload(s_juliet, key, name, null, size, at) { ExpiresAt = at.AddMinutes(5) },
            new UploadQuota(10, 100, 10, 100, 10), CancellationToken.None);
        await index.StoreAsync(key, key, "image/png", at, CancellationToken.None);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandAsync(null, ["upload", .. arguments]);
}
