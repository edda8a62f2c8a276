namespace Xmpp.Server.Data.Backup;

/// <summary>How things are named in the archive.</summary>
internal static class BackupNames
{
    public const string Database = "database/xmpp.db";

    /// <summary>What is in the data directory beside the database: certificates that were made, uploads.</summary>
    public const string Data = "data/";

    /// <summary>Uploads, where the configuration has them elsewhere.</summary>
    public const string Uploads = "uploads/";

    /// <summary>server.toml; a restore puts it beside, not in place.</summary>
    public const string Configuration = "configuration/";

    /// <summary>Certificates that lie elsewhere; a restore puts them beside, too.</summary>
    public const string Certificates = "certificates/";

    /// <summary>Folders of a restore in the data directory, which no backup takes along.</summary>
    public const string Work = ".restore-", Replaced = "replaced-", Beside = "restored-beside";

    /// <summary>In the data directory while a restore moves files.</summary>
    public const string Unfinished = Work + "unfinished";

    /// <summary>Whether a name may be an entry's: relative, below a folder that we know, without a step up (tar slip).</summary>
    public static bool IsAllowed(string name)
    {
        if (name is BackupManifest.Name or Database)
            return true;
        if (name.AsSpan().ContainsAny('\\', '\0') || !(name.StartsWith(Data, StringComparison.Ordinal) || name.StartsWith(Uploads, StringComparison.Ordinal)
            || name.StartsWith(Configuration, StringComparison.Ordinal) || name.StartsWith(Certificates, StringComparison.Ordinal)))
        {
            return false;
        }
        return name.Split('/').All(part => part is not ("" or "." or ".."));
    }
}
