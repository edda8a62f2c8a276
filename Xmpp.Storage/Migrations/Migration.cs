using System.Globalization;
using System.Reflection;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Migrations;

/// <summary>A numbered change of the schema: <c>0002_roster.sqlite.sql</c>.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Folder = "Xmpp.Storage.Migrations.";

    /// <summary>All that this program knows for an engine, in their order.</summary>
    public static IReadOnlyList<Migration> Load(EngineKind engine)
    {
        var suffix = engine == EngineKind.Sqlite ? ".sqlite.sql" : ".mysql.sql";
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)
                && name.EndsWith(suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, suffix))];
    }

    /// <summary>What is still to be done, once it is sure that this program may touch the schema at all.</summary>
    public static IEnumerable<Migration> Pending(IReadOnlyList<Migration> known, IReadOnlyCollection<int> applied)
    {
        var newest = applied.Count == 0 ? 0 : applied.Max();
        if (newest > known[^1].Number)
        {
            throw new StorageException(
                StorageErrorKind.Schema,
                $"The database has schema {newest}, this program knows up to {known[^1].Number}: it was used by a "
                + "newer version. Start that version, or restore a backup.");
        }
        return known.Where(migration => !applied.Contains(migration.Number));
    }

    private static Migration Read(Assembly assembly, string resource, string suffix)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not in the program");
        using var reader = new StreamReader(stream);
        var name = resource[Folder.Length..^suffix.Length];
        return new(int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd());
    }
}
