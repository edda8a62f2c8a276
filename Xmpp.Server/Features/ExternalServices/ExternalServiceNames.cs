using System.Xml.Linq;

namespace Xmpp.Server.Features.ExternalServices;

/// <summary>Names of XEP-0215.</summary>
internal static class ExternalServiceNames
{
    public static readonly XNamespace Ns = "urn:xmpp:extdisco:2";

    public static readonly XName Services = Ns + "services";
    public static readonly XName Credentials = Ns + "credentials";
    public static readonly XName Service = Ns + "service";
}
