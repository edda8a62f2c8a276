using System.Globalization;
using System.Text;
using System.Text.Json;
using Xmpp.Server.Data.Portable;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Data;

/// <summary>
/// Everything that is kept for one person, readable: XEP-0227 with what it has words for, the rooms, and all other rows. Keys
/// of passwords are left out: they are nobody's information and somebody's danger.
/// </summary>
internal sealed class PersonExport(IStorageEngine engine, TimeProvider time)
{
    public const string AccountFile = "account.xml", RoomsFile = "rooms.txt", RecordsFile = "records.json";

    // In account.xml already; and the counters and keys of tables that are.
    private static readonly HashSet<string> s_told = new(StringComparer.Ordinal)
    {
        "accounts", "credentials", "roster_items", "roster_requests", "roster_versions", "offline_messages", "private_elements",
        "vcards", "archive_messages", "archive_preferences", "blocked_contacts", "pubsub_nodes", "pubsub_items",
        "pubsub_affiliations", "pubsub_subscriptions", "push_registrations", "last_activity",
    };

    /// <summary>False, and nothing is written, if there is no such account.</summary>
    public async Task<bool> WriteAsync(Jid account, string folder, DataReport report, CancellationToken ct)
    {
        var stores = new Stores(engine, time);
        if (await stores.Accounts.FindAsync(account, ct) is null)
            return false;
        PortableFile.CreateFolder(folder);
        using (var writer = PortableWriter.ToFile(Path.Combine(folder, AccountFile)))
        {
            var sink = new CountingSink(writer, report, new HashSet<DataKind> { DataKind.Passwords });
            await sink.BeginHostAsync(account.Domain, ct);
            await new StoreExporter(stores, sink).ExportAccountAsync(account, ct);
            await sink.EndHostAsync(ct);
            writer.Complete();
        }
        await WriteRoomsAsync(account, Path.Combine(folder, RoomsFile), report, ct);
        await WriteRecordsAsync(account, Path.Combine(folder, RecordsFile), report, ct);
        return true;
    }

    private async Task WriteRoomsAsync(Jid account, string path, DataReport report, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var (room, affiliation, nick) in await AccountRecords.RoomsAsync(engine, account, ct))
        {
            text.Append(CultureInfo.InvariantCulture, $"{room}\t{affiliation.ToText()}\t{nick}\n");
            report.Count(DataKind.Rooms, DataOutcome.Created);
        }
        await WriteAsync(path, Encoding.UTF8.GetBytes(text.ToString()), ct);
    }

    private async Task WriteRecordsAsync(Jid account, string path, DataReport report, CancellationToken ct)
    {
        using var json = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            foreach (var (table, rows) in await AccountRecords.ReadAsync(engine, account, s_told, ct))
            {
                report.Note($"{table}: {rows.Count}");
                writer.WriteStartArray(table);
                foreach (var row in rows)
                    WriteRow(writer, row);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        await WriteAsync(path, json.ToArray(), ct);
    }

    private static void WriteRow(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> row)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in row)
        {
            switch (value)
            {
                case null:
                    writer.WriteNull(name);
                    break;
                case byte[] octets:
                    writer.WriteString(name, TextOf(octets));
                    break;
                case long or int or short or sbyte or byte or uint or ulong:
                    writer.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                default:
                    writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
        writer.WriteEndObject();
    }

    // Stanzas and addresses are UTF-8; keys are not, and stand as base64.
    private static string TextOf(byte[] octets)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return Convert.ToBase64String(octets);
        }
    }

    private static async Task WriteAsync(string path, byte[] content, CancellationToken ct)
    {
        File.Delete(path); // whose it was and what it let others do is gone with it
        var open = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, open);
        await file.WriteAsync(content, ct);
    }
}
