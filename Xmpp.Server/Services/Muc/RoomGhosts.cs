using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.Muc;

/// <summary>Which errors say that somebody is not there any more (XEP-0045 §18.1.2; cases MUC-11).</summary>
internal static class RoomGhosts
{
    /// <summary>True for an error that the room got in answer to something, and that means "not here".</summary>
    public static bool IsUnreachable(Stanza error)
    {
        if (!error.IsError || error.Child(XmppNames.Error) is not { } element)
            return false;
        foreach (var child in element.Elements())
        {
            if (child.Name.Namespace == XmppNames.StanzaErrors && IsUnreachable(child.Name.LocalName))
                return true;
        }
        return false;
    }

    // What an odd message may bring about (service-unavailable, not-acceptable, …) throws nobody out who lives.
    private static bool IsUnreachable(string condition) => condition is
        "gone" or "item-not-found" or "recipient-unavailable" or "redirect" or "remote-server-not-found"
        or "remote-server-timeout";
}
