using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Xmpp.Server.Web;

/// <summary>A file of ours inside the program, whose address changes with its content, so that it may be kept for ever.</summary>
internal sealed class EmbeddedFile
{
    private readonly byte[] _content;
    private readonly string _contentType;

    /// <param name="name">Of the resource.</param>
    /// <param name="contentType">With its charset.</param>
    public EmbeddedFile(string name, string contentType)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"No resource {name}");
        _content = new byte[stream.Length];
        stream.ReadExactly(_content);
        _contentType = contentType;
        Version = Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 8));
    }

    /// <summary>Of the content; part of the address.</summary>
    public string Version { get; }

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = _contentType;
        context.Response.ContentLength = _content.Length;
        WebFiles.KeepForever(context);
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(_content, context.RequestAborted);
    }
}
