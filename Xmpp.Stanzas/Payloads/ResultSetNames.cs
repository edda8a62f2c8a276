using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>Names of XEP-0059.</summary>
public static class ResultSetNames
{
    public static readonly XNamespace Ns = "http://jabber.org/protocol/rsm";
    public static readonly XName Set = Ns + "set";
    public static readonly XName Max = Ns + "max";
    public static readonly XName After = Ns + "after";
    public static readonly XName Before = Ns + "before";
    public static readonly XName Index = Ns + "index";
    public static readonly XName First = Ns + "first";
    public static readonly XName Last = Ns + "last";
    public static readonly XName Count = Ns + "count";
}
