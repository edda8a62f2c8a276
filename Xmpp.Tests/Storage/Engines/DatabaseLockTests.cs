using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>A MySQL database is one program's alone, wherever the other runs.</summary>
public sealed class DatabaseLockTests
{
    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test, CancelAfter(30_000)]
    public async Task Only_one_has_it()
    {
        using var one = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        using var other = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        await using (await DatabaseLock.TryTakeAsync(one.Options, TimeProvider.System, NullLogger.Instance, Ct))
        {
            Assert.That(await DatabaseLock.TryTakeAsync(one.Options, TimeProvider.System, NullLogger.Instance, Ct), Is.Null);
            await using var elsewhere = await DatabaseLock.TryTakeAsync(other.Options, TimeProvider.System, NullLogger.Instance, Ct);
            Assert.That(elsewhere, Is.Not.Null);
        }
        // It ends with its connection, which the server hears of in its own time.
        DatabaseLock? again = null;
        while (again is null)
            again = await DatabaseLock.TryTakeAsync(one.Options, TimeProvider.System, NullLogger.Instance, Ct);
        await again.DisposeAsync();
    }
}
