using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Blocking;

/// <summary>XEP-0191 as functions.</summary>
internal static class BlockingRules
{
    /// <summary>The addresses of a request (§3.3); an error for one that is none.</summary>
    public static StanzaError? Read(XElement request, out IReadOnlyList<Jid> addresses)
    {
        var read = new List<Jid>();
        addresses = read;
        foreach (var item in request.Elements(BlockingNames.Item))
        {
            if ((string?)item.Attribute(BlockingNames.Jid) is not { } text)
                return StanzaError.BadRequest;
            if (!Jid.TryParse(text, out var jid))
                return StanzaError.JidMalformed;
            read.Add(jid);
        }
        return null;
    }

    /// <summary>
    /// What becomes of a stanza from somebody whom the account has blocked (§3.3): he sees an account that is not there.
    /// Routing never answers an error or an IQ result, so those vanish, too.
    /// </summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="origin">A refusal that the server itself made on the way is no stanza of the blocked contact.</param>
    /// <param name="resources">The account's resources.</param>
    public static Verdict Receive(
        Stanza stanza, Jid sender, StanzaOrigin origin, ImmutableArray<Resource> resources)
    {
        if (origin == StanzaOrigin.Server && stanza.IsError)
            return Verdict.Continue;
        return stanza switch
        {
            Presence => Verdict.Drop,
            // A room takes an error for the end of an occupant, and would turn the user out (cases PRE-07).
            Message { Type: MessageType.GroupChat } => Verdict.Drop,
            Message message when IsFromRoom(message, sender, resources) => Verdict.Drop,
            _ => Verdict.Reject(StanzaError.ServiceUnavailable),
        };
    }

    /// <summary>
    /// Whom of the account's subscribers a change of the list concerns (§3.3, §3.4: those who may see its presence).
    /// </summary>
    /// <param name="roster">The account's roster.</param>
    /// <param name="changed">The addresses that are blocked or unblocked, as a list of their own.</param>
    public static IReadOnlyList<Jid> Subscribers(RosterView roster, BlockList changed)
    {
        var concerned = new List<Jid>();
        foreach (var subscriber in roster.Subscribers)
        {
            if (changed.Blocks(subscriber))
                concerned.Add(subscriber);
            else
                concerned.AddRange(changed.Addresses.Where(a => a.IsFull && a.Bare == subscriber));
        }
        return concerned;
    }

    /// <summary>The same for those who know a resource by directed presence (RFC 6121 §4.6).</summary>
    public static IReadOnlyList<Jid> Directed(Resource resource, BlockList changed) =>
        [.. resource.Directed.Where(changed.Blocks)];

    private static bool IsFromRoom(Message message, Jid sender, ImmutableArray<Resource> resources) =>
        sender.IsFull && (message.Has(Occupants.User) || Occupants.HasJoined(resources, sender));
}
