namespace Xmpp.Server.Data.Backup;

/// <summary>The last entry of a backup: without it the archive was cut off.</summary>
/// <param name="Format">Of the archive; see <see cref="CurrentFormat"/>.</param>
/// <param name="Program">The version that made it.</param>
/// <param name="TakenAt">Everything that was acknowledged before it is in it.</param>
/// <param name="Schema">Of the database.</param>
/// <param name="Files">All other entries.</param>
internal sealed record BackupManifest(
    int Format, string Program, DateTimeOffset TakenAt, int Schema, IReadOnlyList<BackupFile> Files)
{
    public const int CurrentFormat = 1;
    public const string Name = "manifest.json";
}
