using System.Xml.Linq;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>What a room says of somebody in <c>&lt;x xmlns='…muc#user'/&gt;</c> (XEP-0045 §7.2.2).</summary>
/// <param name="Jid">The real address, where it may be seen.</param>
/// <param name="Nick">The new nickname of who changes it (§7.6).</param>
/// <param name="Actor">The nickname of who brought it about (§8.2).</param>
/// <param name="Reason">Why, in his words.</param>
internal readonly record struct MucItem(
    Affiliation Affiliation, Role Role, Jid? Jid = null, string? Nick = null, string? Actor = null, string? Reason = null)
{
    /// <param name="statuses">Codes, in the order of their numbers.</param>
    /// <param name="destroy">What a room that ends says (§10.9), or null.</param>
    public XElement ToX(IEnumerable<int> statuses, XElement? destroy = null)
    {
        var item = new XElement(
            MucNames.UserItem,
            new XAttribute(MucNames.Affiliation, Affiliation.ToText()), new XAttribute(MucNames.Role, Role.ToText()));
        if (Jid is not null)
            item.Add(new XAttribute(MucNames.Jid, Jid.ToString()));
        if (Nick is not null)
            item.Add(new XAttribute(MucNames.Nick, Nick));
        if (Actor is not null)
            item.Add(new XElement(MucNames.UserActor, new XAttribute(MucNames.Nick, Actor)));
        if (Reason is not null)
            item.Add(new XElement(MucNames.UserReason, Reason));
        var x = new XElement(MucNames.UserX, item);
        if (destroy is not null)
            x.Add(new XElement(destroy));
        foreach (var code in statuses)
            x.Add(StatusOf(code));
        return x;
    }

    public static XElement StatusOf(int code) => new(MucNames.UserStatus, new XAttribute(MucNames.Code, code));
}
