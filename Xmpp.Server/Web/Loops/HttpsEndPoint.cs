using System.Net;

namespace Xmpp.Server.Web.Loops;

/// <summary>An address where TLS is spoken from the first octet.</summary>
internal sealed class HttpsEndPoint(IPEndPoint endPoint) : IPEndPoint(endPoint.Address, endPoint.Port);
