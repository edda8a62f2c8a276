using Xmpp.Server.Configuration;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Migrations;

namespace Xmpp.Server.Commands.Checks;

/// <summary>The database: reachable, and with a schema that this program knows. It is only looked at.</summary>
internal static class StorageCheck
{
    public static async Task<IEnumerable<CheckResult>> RunAsync(ServerOptions options, CancellationToken ct)
    {
        var subject = $"storage {options.Storage.Engine.ToString().ToLowerInvariant()}";
        var storage = options.Storage.ToStorageOptions(options.DataDirectory);
        if (storage.Engine == EngineKind.Sqlite && !File.Exists(storage.Path))
            return [CanBeMade(subject, storage.Path)];
        try
        {
            var schema = await SchemaVersion.ReadAsync(storage, ct);
            return [Judge(subject, schema)];
        }
        catch (StorageException e)
        {
            return [CheckResult.Mistake(subject, e.Message, "see [storage] in server.toml")];
        }
    }

    private static CheckResult Judge(string subject, SchemaVersion schema)
    {
        if (schema.Applied > schema.Known)
        {
            return CheckResult.Mistake(subject,
                $"has schema {schema.Applied}, this program knows up to {schema.Known}: a newer version used it",
                "start that version, or restore a backup");
        }
        return schema.Applied < schema.Known
            ? CheckResult.Hint(subject, $"has schema {schema.Applied}; the next start brings it to {schema.Known}",
                "make a backup first")
            : CheckResult.Good(subject, $"answers, schema {schema.Applied}");
    }

    // The nearest folder above that exists must let us write.
    private static CheckResult CanBeMade(string subject, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        while (folder is not null && !Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        try
        {
            var probe = Path.Combine(folder ?? "/", Path.GetRandomFileName());
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
            return CheckResult.Good(subject, $"{path} will be made at the first start");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Mistake(subject, e.Message, $"let the server's account write to {folder}");
        }
    }
}
