using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Data.Portable;

/// <summary>
/// Privacy lists (XEP-0227 §4.8), of which this server has what XEP-0191 has: addresses that the default list denies
/// everything.
/// </summary>
internal static class PortablePrivacy
{
    public static List<DataPart> Read(XElement query, DataReport report, string where)
    {
        var ns = PortableNames.PrivacyNs;
        var name = (string?)query.Element(ns + "default")?.Attribute(PortableNames.Name);
        var parts = new List<DataPart>();
        foreach (var list in query.Elements(ns + "list"))
        {
            if (name is null || (string?)list.Attribute(PortableNames.Name) != name)
            {
                report.Unknown("privacy list that is not the default", where);
                continue;
            }
            foreach (var item in list.Elements(ns + "item"))
            {
                if (Blocked(item) is { } address)
                    parts.Add(new DataPart.Blocked(address));
                else if (!IsRest(item))
                    report.Unknown("privacy rule that does not block an address altogether", where);
            }
        }
        return parts;
    }

    public static List<DataPart> ReadBlocklist(XElement list, DataReport report, string where)
    {
        var parts = new List<DataPart>();
        foreach (var item in list.Elements(list.Name.Namespace + "item"))
        {
            if (Jid.TryParse((string?)item.Attribute(PortableNames.Jid), out var address))
                parts.Add(new DataPart.Blocked(address));
            else
                report.Refuse(DataKind.Blocked, where, "the address is none");
        }
        return parts;
    }

    private static Jid? Blocked(XElement item) =>
        (string?)item.Attribute("type") == "jid" && (string?)item.Attribute("action") == "deny" && !item.HasElements
            && Jid.TryParse((string?)item.Attribute("value"), out var address)
            ? address
            : null;

    // "Allow everybody else", with which such lists end.
    private static bool IsRest(XElement item) =>
        item.Attribute("type") is null && (string?)item.Attribute("action") == "allow";
}
