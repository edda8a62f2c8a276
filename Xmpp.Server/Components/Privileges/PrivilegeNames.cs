using System.Xml.Linq;

namespace Xmpp.Server.Components.Privileges;

/// <summary>Names of XEP-0356.</summary>
internal static class PrivilegeNames
{
    public static readonly XNamespace Ns = "urn:xmpp:privilege:2";
    public static readonly XName Privilege = Ns + "privilege";
    public static readonly XName PrivilegedIq = Ns + "privileged_iq";
    public static readonly XName Permission = Ns + "perm";
    public static readonly XName Namespace = Ns + "namespace";
}
