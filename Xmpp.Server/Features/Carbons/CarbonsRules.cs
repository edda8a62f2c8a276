using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Carbons;

/// <summary>Which messages are copied (XEP-0280 §6.1; the table of cases CAR-06).</summary>
internal static class CarbonsRules
{
    /// <param name="message">Sent by a resource of the account, or received for it.</param>
    /// <param name="isFromOccupant">It is a private message that came in from a room (<see cref="IsFromOccupant"/>).</param>
    /// <param name="answersCopied">If it is an error: it answers a message that was copied.</param>
    public static bool IsEligible(Message message, bool isFromOccupant, bool answersCopied)
    {
        // §9, on both sides; XEP-0334 §4.3. Either alone is enough, and both stay in the message (cases CAR-03).
        if (message.Has(CarbonsNames.Private) || message.Has(CarbonsNames.NoCopy))
            return false;
        return message.Type switch
        {
            MessageType.GroupChat => false,
            MessageType.Error => answersCopied,
            _ when isFromOccupant => false,
            MessageType.Chat => true,
            MessageType.Normal when message.Has(XmppNames.Body) => true,
            _ => HasInstantMessaging(message),
        };
    }

    /// <summary>
    /// A private message from a room: the service has sent it to each resource that has joined. Who is no occupant of a
    /// room of this account cannot hide a message from its other resources by saying so (cases CAR-04).
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="resources">Those of the account that gets it.</param>
    public static bool IsFromOccupant(Message message, Jid sender, ImmutableArray<Resource> resources) =>
        Occupants.IsPrivateMessage(message, sender) && Occupants.HasJoined(resources, sender);

    private static bool HasInstantMessaging(Message message)
    {
        for (var node = message.Element.FirstNode; node is not null; node = node.NextNode)
        {
            if (node is XElement child && IsInstantMessaging(child))
                return true;
        }
        return false;
    }

    private static bool IsInstantMessaging(XElement child)
    {
        var ns = child.Name.Namespace;
        return ns == CarbonsNames.Receipts || ns == CarbonsNames.ChatStates || ns == CarbonsNames.ChatMarkers
            || child.Name == CarbonsNames.DirectInvitation
            || Occupants.IsMediatedInvitation(child);
    }
}
