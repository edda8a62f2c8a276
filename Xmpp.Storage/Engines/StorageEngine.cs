using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Xmpp.Storage.Engines;

/// <summary>Opens the database that the options name and brings its schema up to date.</summary>
public static class StorageEngine
{
    /// <summary>Opens it to be read beside the server that writes it; nothing is created or changed.</summary>
    /// <exception cref="StorageException">There is none, it cannot be reached, or its schema is another one.</exception>
    public static async Task<IStorageEngine> OpenReadOnlyAsync(
        StorageOptions options, TimeProvider clock, CancellationToken ct) =>
        await ReadOnlyEngine.OpenAsync(options, clock, ct);

    /// <exception cref="StorageException">It cannot be reached, or its schema is not for this program.</exception>
    public static async Task<IStorageEngine> OpenAsync(
        StorageOptions options, TimeProvider clock, IStorageObserver? observer, ILogger? logger, CancellationToken ct)
    {
        logger ??= NullLogger.Instance;
        return options.Engine switch
        {
            EngineKind.Sqlite => await SqliteEngine.OpenAsync(options, clock, observer, logger, ct),
            EngineKind.MySql => await MySqlEngine.OpenAsync(options, clock, observer, logger, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Engine, null),
        };
    }
}
