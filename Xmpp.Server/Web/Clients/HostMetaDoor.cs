using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Web.Clients;

/// <summary>Where clients find WebSocket and BOSH (XEP-0156), as XRD and as JRD (RFC 6415).</summary>
internal sealed class HostMetaDoor(HostTable hosts, WebAddresses addresses, WebOptions options) : IWebDoor
{
    private const string WebSocket = "urn:xmpp:alt-connections:websocket";
    private const string Bosh = "urn:xmpp:alt-connections:xbosh";

    private static readonly XNamespace s_xrd = "http://docs.oasis-open.org/ns/xri/xrd-1.0";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/.well-known/host-meta", ["GET", "HEAD"], XrdAsync);
        routes.MapMethods("/.well-known/host-meta.json", ["GET", "HEAD"], JrdAsync);
    }

    private Task XrdAsync(HttpContext context)
    {
        var xrd = new XElement(
            s_xrd + "XRD",
            LinksOf(context).Select(link => new XElement(
                s_xrd + "Link", new XAttribute("rel", link.Rel), new XAttribute("href", link.Href))));
        return SendAsync(context, "application/xrd+xml", $"<?xml version='1.0' encoding='utf-8'?>\n{xrd}\n");
    }

    private Task JrdAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("links");
            foreach (var (rel, href) in LinksOf(context))
            {
                json.WriteStartObject();
                json.WriteString("rel", rel);
                json.WriteString("href", href);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return SendAsync(context, "application/json", Encoding.UTF8.GetString(buffer.ToArray()));
    }

    // XEP-0156 §3: pages of all origins may read it, and nothing else is opened by that.
    private static Task SendAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = $"{type}; charset=utf-8";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    // A Host that is none of ours is a name that a proxy or an operator has given to the first one's server.
    private IEnumerable<(string Rel, string Href)> LinksOf(HttpContext context)
    {
        var host = Jid.TryParse(context.Request.Host.Host, out var jid) && hosts.Contains(jid.Domain)
            ? jid.Domain
            : hosts.Default.Domain;
        var origin = addresses.OriginOf(host);
        if (!origin.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            yield break; // XEP-0156 §2.2 rule 1
        if (options.WebSocket.Enabled)
            yield return (WebSocket, $"wss:{origin["https:".Length..]}{WebSocketDoor.Path}");
        if (options.Bosh.Enabled)
            yield return (Bosh, $"{origin}{BoshDoor.Path}");
    }
}
