using System.Xml.Linq;

namespace Xmpp.Server.Components.Delegation;

/// <summary>Names of XEP-0355.</summary>
internal static class DelegationNames
{
    public static readonly XNamespace Ns = "urn:xmpp:delegation:2";
    public static readonly XName Delegation = Ns + "delegation";
    public static readonly XName Delegated = Ns + "delegated";
    public static readonly XName Attribute = Ns + "attribute";

    /// <summary>§7.2.4: nodes of accounts that the server does not know.</summary>
    public const string AccountInfo = "urn:xmpp:delegation:2:bare:disco#info:*";

    /// <summary>§7.2.5: the items of accounts, and of such nodes.</summary>
    public const string AccountItems = "urn:xmpp:delegation:2:bare:disco#items:*";

    /// <summary>§8 rule 5: this one is not delegated.</summary>
    public static bool MayBeDelegated(string name) =>
        name is AccountInfo or AccountItems || !name.StartsWith(Ns.NamespaceName, StringComparison.Ordinal);

    /// <summary>§7.2.1, §7.2.2: where a component says what a host, or an account, offers in a namespace.</summary>
    public static string Node(string name, bool isAccount) => $"{Ns.NamespaceName}{(isAccount ? ":bare:" : "::")}{name}";
}
