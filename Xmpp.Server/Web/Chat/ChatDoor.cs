using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Web.Chat;

/// <summary>A client for the browser at /chat: Converse.js, its files, and the few lines that start it.</summary>
internal sealed class ChatDoor(ChatFiles? files, HostTable hosts, RegistrationOptions registration) : IWebDoor
{
    /// <summary>Where people find it.</summary>
    public const string Path = "/chat";

    /// <summary>What libomemo asks for beside the page, wherever it is itself.</summary>
    private const string Curve = "curve25519_compiled.wasm";

    // No script but ours. The two hashes are style elements that Converse adds for each of its parts, empty and then with
    // nothing but the name of a source map: its rules are in converse.min.css. Converse's templates write style attributes (sizes of pictures, colours of names), which style-src-attr
    // alone allows: no style element and no rule comes that way. wasm-unsafe-eval compiles the curve of OMEMO and evaluates
    // no text. Pictures, sounds and files are wherever the other side has put them.
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
        + "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-JRf3eZJIF59VkE1tlxlBPiCQXjGJ1uE88pEYh49RtTY='; "
        + "style-src-attr 'unsafe-inline'; "
        + "font-src 'self'; img-src 'self' data: blob: http: https:; media-src 'self' data: blob: http: https:; "
        + "connect-src 'self' ws: wss: http: https:; worker-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private readonly EmbeddedFile _script = new("chat.js", "text/javascript; charset=utf-8");
    private readonly EmbeddedFile _style = new("chat.css", "text/css; charset=utf-8");

    /// <summary>False where the files of Converse.js are missing.</summary>
    public bool IsComplete => files is not null;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/", context => RedirectAsync(context, Path + "/"));
        routes.MapRead(Path, WriteAsync);
        routes.MapRead($"{Path}/{_script.Version}/chat.js", _script.WriteAsync);
        routes.MapRead($"{Path}/{_style.Version}/chat.css", _style.WriteAsync);
        if (files is not null)
        {
            routes.MapRead(
                $"{Path}/{files.Version}/{{**path}}",
                context => files.WriteAsync(context, (string?)context.Request.RouteValues["path"] ?? ""));
            routes.MapRead($"{Path}/{Curve}", context => RedirectAsync(context, $"{Path}/{files.Version}/{Curve}"));
        }
    }

    // What the page names relatively is below it, so its address ends with a slash.
    private Task WriteAsync(HttpContext context) => context.Request.Path.Value == Path
        ? RedirectAsync(context, Path + "/")
        : files is null
        ? WebText.WritePageAsync(context, StatusCodes.Status503ServiceUnavailable, Policy, Missing())
        : WebText.WritePageAsync(context, StatusCodes.Status200OK, Policy, Page(HostOf(context), files.Version));

    // By the name in the browser's address bar; 127.0.0.1 and whatever a proxy calls us are the first host.
    private string HostOf(HttpContext context) =>
        Jid.TryCreate(null, context.Request.Host.Host, null, out var host) && hosts.Contains(host.Domain)
            ? host.Domain
            : hosts.Default.Domain;

    private string Page(string host, string version) => $"""
        <!doctype html>
        <html lang="en" data-host="{WebText.Html(host)}" data-locked="{Flag(hosts.Names.Count() == 1)}" data-registration="{Flag(registration.Enabled)}" data-assets="{Path}/{version}/">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Chat on {WebText.Html(host)}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{Path}/{version}/converse.min.css">
        <link rel="stylesheet" href="{Path}/{_style.Version}/chat.css">
        <script type="module" src="{Path}/{_script.Version}/chat.js"></script>
        </head>
        <body class="converse-fullscreen">
        <noscript><p>This page is a chat client and needs JavaScript. Any other XMPP client works without this page.</p></noscript>
        </body>
        </html>
        """;

    private static string Missing() => """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>No web client</title></head>
        <body>
        <h1>The web client is not here</h1>
        <p>Its files (Converse.js) were not built in. Where the server was built, <code>make web</code> fetches them; it needs npm.
        Every other XMPP client works.</p>
        </body>
        </html>
        """;

    private static Task RedirectAsync(HttpContext context, string to)
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    }

    private static string Flag(bool value) => value ? "true" : "false";
}
