using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xmpp.Storage.Offline;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>Acknowledged means durable: kill -9 while twenty writers store, then look for all they were told.</summary>
[Case("OPS-03")]
public sealed class DurabilityTests
{
    [Test]
    [Repeat(3)]
    public async Task Kill_9_loses_nothing_that_was_reported_stored()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteFile);
        var told = await WriteUntilKilledAsync(database.Options.Path, 2000);

        await using var engine = await database.OpenAsync();
        var store = new OfflineStore(engine, TimeProvider.System);
        for (var writer = 0; writer < OfflineWriter.Writers; writer++)
        {
            var account = OfflineWriter.Account(writer);
            var found = (await store.ReadAsync(account, 0, int.MaxValue, CancellationToken.None))
                .Select(message => int.Parse(Encoding.UTF8.GetString(message.Stanza), CultureInfo.InvariantCulture))
                .ToArray();
            // In order, without gap, without double; the last one may be stored but not yet told.
            Assert.That(found, Is.EqualTo(Enumerable.Range(0, found.Length)));
            Assert.That(found, Has.Length.EqualTo(told[writer]).Or.Length.EqualTo(told[writer] + 1));
            Assert.That(await store.CountAsync(account, CancellationToken.None), Is.EqualTo(found.Length));
        }
    }

    private static async Task<int[]> WriteUntilKilledAsync(string path, int lines)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OfflineWriter).Assembly.Location, "write-offline", path])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new AssertionException("dotnet did not start");
        var told = new int[OfflineWriter.Writers];
        for (var read = 0; await process.StandardOutput.ReadLineAsync() is { } line; read++)
        {
            var parts = line.Split(' ');
            if (parts.Length == 2 && int.TryParse(parts[0], out var writer) && int.TryParse(parts[1], out var number))
                told[writer] = Math.Max(told[writer], number + 1);
            if (read == lines)
                process.Kill();
        }
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(128 + 9), "it ended by the signal");
        return told;
    }
}
