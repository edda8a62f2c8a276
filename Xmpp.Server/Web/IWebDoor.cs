using Microsoft.AspNetCore.Routing;

namespace Xmpp.Server.Web;

/// <summary>One thing that is reached by HTTP: WebSocket, uploaded files, a page.</summary>
internal interface IWebDoor
{
    /// <summary>Adds its paths; called once, before the web server listens.</summary>
    void Map(IEndpointRouteBuilder routes);
}
