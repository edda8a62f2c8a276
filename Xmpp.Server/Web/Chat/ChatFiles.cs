using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Xmpp.Server.Web.Chat;

/// <summary>
/// The files of Converse.js as the build has put them together, with a file <c>version</c> that names their content. Only
/// what was there at the start is served, so a path can name nothing else.
/// </summary>
internal sealed class ChatFiles
{
    private const string VersionFile = "version";
    private const string Packed = ".gz";

    private readonly FrozenDictionary<string, string> _files;

    private ChatFiles(string version, FrozenDictionary<string, string> files)
    {
        Version = version;
        _files = files;
    }

    /// <summary>Of all files together; part of their addresses.</summary>
    public string Version { get; }

    /// <summary>Where the files may be: as configured, else beside the program or where the build leaves them.</summary>
    public static IEnumerable<string> Places(string? configured) => configured is not null
        ? [configured]
        : [Path.Combine(AppContext.BaseDirectory, "web", "converse"),
            Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "web", "converse"))];

    /// <summary>Null where they are not.</summary>
    public static ChatFiles? Find(string? configured)
    {
        foreach (var place in Places(configured))
        {
            var version = Path.Combine(place, VersionFile);
            if (File.Exists(version))
                return new ChatFiles(File.ReadAllText(version).Trim(), FilesIn(place));
        }
        return null;
    }

    public async Task WriteAsync(HttpContext context, string path)
    {
        if (!_files.TryGetValue(path, out var file) || WebFiles.TypeOf(path) is not { } type)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = type;
        WebFiles.KeepForever(context);
        if (_files.TryGetValue(path + Packed, out var packed))
        {
            context.Response.Headers.Vary = "Accept-Encoding";
            if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers.ContentEncoding = "gzip";
                file = packed;
            }
        }
        context.Response.ContentLength = new FileInfo(file).Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    private static FrozenDictionary<string, string> FilesIn(string place) =>
        Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).ToFrozenDictionary(
            file => Path.GetRelativePath(place, file).Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal);
}
