using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Services.Upload;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Uploads;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Services.Upload;

/// <summary>What is over goes in small steps, and what a crash has left is found.</summary>
[Case("WEB-12")]
public sealed class UploadRetentionTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    private readonly string _folder = Directory.CreateTempSubdirectory("xmpp-uploads-").FullName;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [OneTimeTearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_content_without_a_row_is_removed_when_it_is_old_and_others_stay()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var index = new Stores(engine, time).Uploads;
        var store = new FolderUploadStore(_folder, 0);
        store.Open();
        var contents = new UploadContents(index, store);
        var metrics = new UploadMetrics(new ServerMetrics(Prometheus.Metrics.NewCustomRegistry()));
        var options = new UploadOptions();
        var retention = new UploadRetention(
            index, contents, new UploadPut(index, contents, options, metrics, time, NullLogger<UploadPut>.Instance), options, time,
            new BackgroundWork(NullLogger<BackgroundWork>.Instance, Ct), metrics);

        var used = await KeepAsync(store, [1]);
        var lost = await KeepAsync(store, [2]);
        var now = time.GetUtcNow();
        var slot = new StoredUpload(s_juliet, RandomNumberGenerator.GetBytes(32), "a", null, 1, now) { ExpiresAt = now.AddMinutes(5) };
        await index.AddSlotAsync(slot, options.Quota, Ct);
        await index.StoreAsync(slot.Key, used, "a/b", now, Ct);

        await RunAsync(retention);
        Assert.That(await ThereAsync(lost), Is.True, "it may be on its way to its row");
        time.Advance(TimeSpan.FromHours(25)); // searched once a day
        await RunAsync(retention);
        Assert.That(await ThereAsync(lost), Is.False);
        Assert.That(await ThereAsync(used), Is.True);

        async Task<bool> ThereAsync(byte[] content)
        {
            await using var stream = await store.OpenAsync(content, 0, Ct);
            return stream is not null;
        }
    }

    private static async Task RunAsync(UploadRetention retention)
    {
        var steps = 0;
        while (!await retention.StepAsync(Ct))
            Assert.That(++steps, Is.LessThan(300));
    }

    private static async Task<byte[]> KeepAsync(FolderUploadStore store, byte[] data)
    {
        await using var pending = await store.WriteAsync(new MemoryStream(data), data.Length, Ct);
        await pending.KeepAsync(Ct);
        return pending.Content;
    }
}
