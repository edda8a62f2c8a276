using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Xmpp.Server.Web;

/// <summary>
/// Files of ours inside the program that name each other. Their address changes when any of them does, so that they may be
/// kept for ever.
/// </summary>
internal sealed class EmbeddedFolder
{
    private readonly FrozenDictionary<string, byte[]> _files;

    /// <param name="prefix">What the names of the resources begin with; the rest is the path.</param>
    public EmbeddedFolder(string prefix)
    {
        var assembly = typeof(EmbeddedFolder).Assembly;
        _files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[prefix.Length..].Replace('\\', '/'), Read, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, content) in _files.OrderBy(file => file.Key, StringComparer.Ordinal))
            hash.AppendData(content);
        Version = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));

        byte[] Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"No resource {name}");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
    }

    /// <summary>Of all files together; part of their addresses.</summary>
    public string Version { get; }

    public Task WriteAsync(HttpContext context, string path)
    {
        if (!_files.TryGetValue(path, out var content) || WebFiles.TypeOf(path) is not { } type)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        WebFiles.KeepForever(context);
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }
}
