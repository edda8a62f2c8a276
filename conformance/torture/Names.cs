using System.Xml.Linq;

namespace XmppTorture;

internal static class Names
{
    public static readonly XNamespace Client = "jabber:client";
    public static readonly XNamespace Sm = "urn:xmpp:sm:3";
    public static readonly XNamespace Mam = "urn:xmpp:mam:2";
    public static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";
    public static readonly XNamespace Carbons = "urn:xmpp:carbons:2";
    public static readonly XNamespace Forward = "urn:xmpp:forward:0";
    public static readonly XNamespace StanzaId = "urn:xmpp:sid:0";
    public static readonly XNamespace Delay = "urn:xmpp:delay";
}
