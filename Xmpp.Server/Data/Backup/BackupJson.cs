using System.Text.Json.Serialization;

namespace Xmpp.Server.Data.Backup;

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
