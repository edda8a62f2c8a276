namespace Xmpp.Server.Data.Backup;

/// <summary>A file in a backup.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Size">Octets.</param>
/// <param name="Sha256">In hexadecimal.</param>
internal sealed record BackupFile(string Name, long Size, string Sha256);
