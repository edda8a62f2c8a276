using Xmpp.Server.Configuration;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Migrations;

namespace Xmpp.Server.Data;

/// <summary>Refuses an empty place where the configuration says that there is a database (<c>storage.create = false</c>).</summary>
internal static class ExistingDatabase
{
    /// <exception cref="StorageException">There is none.</exception>
    public static async Task RequireAsync(DatabaseOptions options, string dataDirectory, CancellationToken ct)
    {
        if (options.Create)
            return;
        var storage = options.ToStorageOptions(dataDirectory);
        var isThere = storage.Engine == EngineKind.Sqlite
            ? File.Exists(storage.Path) && (await SchemaVersion.ReadAsync(storage, ct)).Applied > 0
            : (await SchemaVersion.ReadAsync(storage, ct)).Applied > 0;
        if (!isThere)
        {
            throw new StorageException(
                StorageErrorKind.Schema,
                (storage.Engine == EngineKind.Sqlite ? $"There is no database at {storage.Path}" : "The database is empty")
                + ", and storage.create is false: is everything mounted? For a new server set it to true");
        }
    }
}
