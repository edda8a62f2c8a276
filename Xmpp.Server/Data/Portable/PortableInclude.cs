namespace Xmpp.Server.Data.Portable;

/// <summary>Where an include leads to (XEP-0227 §5).</summary>
internal static class PortableInclude
{
    /// <summary>
    /// The file, or null where the reference is no relative path, leads out of the folder, or there is a symbolic link on the
    /// way.
    /// </summary>
    /// <param name="folder">That of the main file.</param>
    /// <param name="current">That of the file with the include.</param>
    public static string? Resolve(string folder, string current, string href)
    {
        if (href.Length == 0 || href.AsSpan().ContainsAny(':', '\\', '?') || href[0] == '/' || href.Contains('#', StringComparison.Ordinal))
            return null;
        var decoded = Uri.UnescapeDataString(href);
        if (decoded.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(decoded))
            return null;
        var path = Path.GetFullPath(Path.Combine(current, decoded));
        var root = Path.GetFullPath(folder);
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return null;
        for (var step = path; step.Length > root.Length; step = Path.GetDirectoryName(step) ?? root)
        {
            if (new FileInfo(step).LinkTarget is not null)
                return null;
        }
        return path;
    }
}
