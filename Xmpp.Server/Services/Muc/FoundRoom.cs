using System.Xml.Linq;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>A room as a search finds it (XEP-0433 §6.2).</summary>
internal sealed record FoundRoom(Jid Jid, RoomConfiguration Configuration, int Occupants)
{
    public XElement ToElement()
    {
        var item = new XElement(
            ChannelSearch.Ns + "item",
            new XAttribute("address", Jid.ToString()),
            new XElement(ChannelSearch.Ns + "name", Configuration.Name.Length > 0 ? Configuration.Name : Jid.Local));
        if (Configuration.Description.Length > 0)
            item.Add(new XElement(ChannelSearch.Ns + "description", Configuration.Description));
        if (Configuration.Language.Length > 0)
            item.Add(new XElement(ChannelSearch.Ns + "language", Configuration.Language));
        item.Add(
            new XElement(ChannelSearch.Ns + "nusers", Occupants),
            new XElement(ChannelSearch.Ns + "service-type", "xep-0045"),
            new XElement(ChannelSearch.Ns + "is-open", Configuration is { IsMembersOnly: false, Password: "" }),
            new XElement(
                ChannelSearch.Ns + "anonymity-mode",
                Configuration.IsNonAnonymous ? "{urn:xmpp:channel-search:0:anonymity}none" : "muc_semianonymous"));
        return item;
    }
}
