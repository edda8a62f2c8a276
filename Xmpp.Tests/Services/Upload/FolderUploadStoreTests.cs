using System.Security.Cryptography;
using Xmpp.Server.Services.Upload;

namespace Xmpp.Tests.Services.Upload;

[Case("WEB-12")]
public sealed class FolderUploadStoreTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xmpp-uploads-").FullName;
    private FolderUploadStore _store = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public void Open()
    {
        _store = new FolderUploadStore(_folder, 0);
        _store.Open();
    }

    [OneTimeTearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task What_is_kept_is_named_by_its_hash_and_read_from_any_octet()
    {
        var data = RandomNumberGenerator.GetBytes(200_000);
        await using var pending = await _store.WriteAsync(new MemoryStream(data), data.Length, Ct);
        Assert.That(pending.Content, Is.EqualTo(SHA256.HashData(data)));
        Assert.That(await _store.OpenAsync(pending.Content, 0, Ct), Is.Null, "not before it is kept");
        await pending.KeepAsync(Ct);
        await using var read = await _store.OpenAsync(pending.Content, 150_000, Ct);
        using var copy = new MemoryStream();
        await read!.CopyToAsync(copy, Ct);
        Assert.That(copy.ToArray(), Is.EqualTo(data[150_000..]));
        Assert.That(await _store.ListAsync(pending.Content[0], DateTimeOffset.UnixEpoch.AddYears(200), Ct), Has.Member(pending.Content));
        await _store.RemoveAsync(pending.Content, Ct);
        await _store.RemoveAsync(pending.Content, Ct);
        Assert.That(await _store.OpenAsync(pending.Content, 0, Ct), Is.Null);
        Assert.That(Left(), Is.Empty);
    }

    [Test, Platform(Exclude = "Win"), System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Folders_are_for_their_owner_only()
    {
        var folder = Path.Combine(_folder, "elsewhere");
        var store = new FolderUploadStore(folder, 0);
        store.Open();
        await using (var pending = await store.WriteAsync(new MemoryStream([1]), 1, Ct))
            await pending.KeepAsync(Ct);
        Assert.That(
            Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder).Select(File.GetUnixFileMode),
            Has.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).And.Exactly(4).Items);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task The_same_content_is_there_once()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var pending = await _store.WriteAsync(new MemoryStream([1, 2, 3]), 3, Ct);
            await pending.KeepAsync(Ct);
        }
        Assert.That(Left(), Has.Count.EqualTo(1));
        await _store.RemoveAsync(SHA256.HashData([1, 2, 3]), Ct);
    }

    [Test]
    public async Task What_is_not_kept_leaves_nothing()
    {
        await (await _store.WriteAsync(new MemoryStream([1]), 1, Ct)).DisposeAsync();
        Assert.That(Left(), Is.Empty);
        Assert.That(async () => await _store.WriteAsync(new MemoryStream([1]), 2, Ct), Throws.InstanceOf<EndOfStreamException>());
        Assert.That(Left(), Is.Empty);
    }

    [Test]
    public void A_disk_that_is_too_small_says_so_before_anything_is_read()
    {
        var source = new MemoryStream([1]);
        Assert.That(
            async () => await _store.WriteAsync(source, 1L << 60, Ct),
            Throws.InstanceOf<UploadStoreException>().With.Property("IsFull").True);
        var guarded = new FolderUploadStore(_folder, long.MaxValue / 2);
        Assert.That(
            async () => await guarded.WriteAsync(source, 1, Ct),
            Throws.InstanceOf<UploadStoreException>().With.Property("IsFull").True);
        Assert.That(source.Position, Is.Zero);
        Assert.That(Left(), Is.Empty);
    }

    [Test]
    public void What_an_earlier_run_did_not_finish_is_gone_after_the_start()
    {
        File.WriteAllText(Path.Combine(_folder, "incoming", "half"), "x");
        _store.Open();
        Assert.That(Left(), Is.Empty);
    }

    private List<string> Left() => [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)];
}
