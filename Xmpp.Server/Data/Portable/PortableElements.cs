using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Push;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Data.Portable;

/// <summary>Parts as the elements of XEP-0227 §4.</summary>
internal static class PortableElements
{
    /// <summary>What stands for a part in its section; several elements where it has more than one.</summary>
    public static IEnumerable<XElement> Of(DataOwner owner, DataPart part, int number) => part switch
    {
        DataPart.Credential p => [CredentialOf(p.Value)],
        DataPart.Contact p => [RosterElements.ToElement(p.Entry)],
        DataPart.Request p => [RequestOf(p)],
        DataPart.Card p => [p.Element],
        DataPart.PrivateElement p => [p.Element],
        DataPart.Blocked p => [PrivacyItemOf(p.Address, number)],
        DataPart.Node p => [NodeOf(p)],
        DataPart.NodeAffiliate p => [AffiliateOf(p.Affiliate)],
        DataPart.NodeSubscriber p => [SubscriberOf(p.Subscription)],
        DataPart.Item p => [ItemOf(p.Value)],
        DataPart.Offline p => [OfflineOf(owner, p)],
        DataPart.Archived p => [ArchivedOf(p, number)],
        DataPart.Preferences p => [ArchivePreferencesElement.Write(p.Value)],
        DataPart.LastActivity p => [LastOf(p)],
        DataPart.PushService p => [PushOf(p.Value)],
        DataPart.RoomSettings p => RoomOf(p),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>The stanza as an element of its own, with all that was appended to it.</summary>
    public static XElement ElementOf(Stanza stanza) =>
        Forwarded.ToElement(stanza).Elements().First();

    public static string MechanismOf(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => "SCRAM-SHA-1",
        ScramHash.Sha256 => "SCRAM-SHA-256",
        _ => "SCRAM-SHA-512",
    };

    // §4.3
    private static XElement CredentialOf(ScramCredential credential) => new(
        PortableNames.ScramCredentials,
        new XAttribute(PortableNames.Mechanism, MechanismOf(credential.Hash)),
        new XElement(PortableNames.IterCount, credential.Iterations.ToString(CultureInfo.InvariantCulture)),
        new XElement(PortableNames.Salt, Convert.ToBase64String(credential.Salt)),
        new XElement(PortableNames.ServerKey, Convert.ToBase64String(credential.ServerKey)),
        new XElement(PortableNames.StoredKey, Convert.ToBase64String(credential.StoredKey)));

    // §4.9
    private static XElement RequestOf(DataPart.Request request)
    {
        var element = ElementOf(request.Presence);
        if (request.ReceivedAt is { } at)
            element.Add(new XAttribute(PortableNames.Received, XmppDateTime.FormatMicroseconds(at)));
        return element;
    }

    // XEP-0191 is not of XEP-0227; a default privacy list (§4.8) that denies the same is understood everywhere.
    private static XElement PrivacyItemOf(Jid address, int number) => new(
        PortableNames.PrivacyNs + "item",
        new XAttribute("type", "jid"),
        new XAttribute("value", address.ToString()),
        new XAttribute("action", "deny"),
        new XAttribute("order", (number + 1).ToString(CultureInfo.InvariantCulture)));

    private static XElement NodeOf(DataPart.Node node) => new(
        PortableNames.PubSubOwnerNs + "configure",
        new XAttribute(PortableNames.Node, node.Name),
        node.Creator is { } creator ? new XAttribute(PortableNames.Creator, creator.ToString()) : null,
        node.CreatedAt is { } at ? new XAttribute(PortableNames.Created, XmppDateTime.FormatMicroseconds(at)) : null,
        node.Form);

    private static XElement AffiliateOf(PubSubAffiliate affiliate) => new(
        PortableNames.PubSubOwnerNs + "affiliation",
        new XAttribute(PortableNames.Jid, affiliate.Entity.ToString()),
        new XAttribute("affiliation", PubSubWords.ToText(affiliate.Affiliation)));

    private static XElement SubscriberOf(PubSubSubscription subscription) => new(
        PortableNames.PubSubOwnerNs + "subscription",
        new XAttribute(PortableNames.Jid, subscription.Subscriber.ToString()),
        new XAttribute("subscription", subscription.State == PubSubSubscriptionState.Pending ? "pending" : "subscribed"),
        new XAttribute("subid", subscription.SubId),
        new XAttribute(PortableNames.Created, XmppDateTime.FormatMicroseconds(subscription.SubscribedAt)),
        subscription.Options is { } options
            ? new XElement(PortableNames.PubSubOwnerNs + "options", StoredElement.Read(options))
            : null);

    private static XElement ItemOf(PubSubItem item) => new(
        PortableNames.PubSubNs + "item",
        new XAttribute(PortableNames.Id, item.Id),
        new XAttribute("publisher", item.Publisher.ToString()),
        new XAttribute(PortableNames.Published, XmppDateTime.FormatMicroseconds(item.PublishedAt)),
        item.Payload.Length > 0 ? StoredElement.Read(item.Payload) : null);

    // §4.5
    private static XElement OfflineOf(DataOwner owner, DataPart.Offline offline)
    {
        var element = ElementOf(offline.Message);
        var host = Jid.Parse(owner.Jid.Domain);
        if (offline.ReceivedAt is { } at && !Delay.Has(offline.Message, host))
        {
            element.Add(new XElement(
                Delay.Name, new XAttribute("from", host.ToString()),
                new XAttribute("stamp", XmppDateTime.FormatMicroseconds(at)), "Offline Storage"));
        }
        return element;
    }

    // §4.11. The id is only unique here: clients know those that the server they came from gave out.
    private static XElement ArchivedOf(DataPart.Archived archived, int number) => new(
        ArchiveNames.Result,
        new XAttribute(PortableNames.Id, number.ToString(CultureInfo.InvariantCulture)),
        Forwarded.ToElement(
            archived.Message,
            new XElement(Delay.Name, new XAttribute("stamp", XmppDateTime.FormatMicroseconds(archived.At)))));

    private static XElement LastOf(DataPart.LastActivity last) => new(
        PortableNames.LastActivity,
        new XAttribute(PortableNames.At, XmppDateTime.FormatMicroseconds(last.Value.At)),
        last.Value.Status);

    private static XElement PushOf(PushRegistration push) => new(
        PortableNames.Push,
        new XAttribute(PortableNames.Service, push.Service.ToString()),
        new XAttribute(PortableNames.Node, push.Node),
        new XAttribute(PortableNames.Resource, push.Resource),
        new XAttribute(PortableNames.At, XmppDateTime.FormatMicroseconds(push.EnabledAt)),
        push.FailingSince is { } since
            ? new XAttribute(PortableNames.FailingSince, XmppDateTime.FormatMicroseconds(since))
            : null,
        push.Options is { } options ? StoredElement.Read(options) : null);

    private static IEnumerable<XElement> RoomOf(DataPart.RoomSettings part)
    {
        yield return PortableRoom.FormOf(part.Room);
        yield return new XElement(PortableNames.Affiliations, part.People.Select(PersonOf));
        if (part.Room.Subject is { } subject)
        {
            yield return new XElement(
                PortableNames.Subject,
                new XAttribute(PortableNames.Nick, subject.Nick),
                new XAttribute(PortableNames.At, XmppDateTime.FormatMicroseconds(subject.At)), subject.Text);
        }
        if (part.Room.Hats.Count > 0)
            yield return HatsOf(part);
        if (part.Room.Card is { } card)
            yield return StoredElement.Read(card);
    }

    private static XElement HatsOf(DataPart.RoomSettings part) => new(
        PortableNames.Hats,
        part.Room.Hats.Select(hat => new XElement(
            PortableNames.Hat, new XAttribute(PortableNames.Uri, hat.Uri), new XAttribute(PortableNames.Title, hat.Title),
            hat.Hue is { } hue ? new XAttribute(PortableNames.Hue, hue) : null)),
        part.Wearers.Select(wearer => new XElement(
            PortableNames.Wearer, new XAttribute(PortableNames.Jid, wearer.Account.ToString()),
            wearer.Hats.Select(uri => new XElement(PortableNames.Hat, new XAttribute(PortableNames.Uri, uri))))));

    private static XElement PersonOf(RoomAffiliation person) => new(
        PortableNames.Affiliation,
        new XAttribute(PortableNames.Jid, person.Jid.ToString()),
        new XAttribute("affiliation", person.Affiliation.ToText()),
        person.Nick is { } nick ? new XAttribute(PortableNames.Nick, nick) : null,
        person.Reason);
}
