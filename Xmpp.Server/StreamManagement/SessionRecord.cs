using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.StreamManagement;

/// <summary>
/// A session as it is kept over a restart (XEP-0198 §5): counters, the snapshot of its resource, and what it has not
/// acknowledged or was not sent yet, each stanza with what it takes to route it again.
/// </summary>
internal sealed record SessionRecord(
    Resource Resource, TimeSpan ResumeTimeout, uint Handled, uint Acknowledged, ImmutableArray<OutboundStanza> Waiting)
{
    private const string Ns = "urn:xmppserver:session:1";

    /// <param name="keys">The names of deliveries that several sessions share, over all sessions that are kept.</param>
    public XElement ToElement(Dictionary<Delivery, string> keys)
    {
        var element = new XElement(
            Name("session"),
            new XAttribute("jid", Resource.FullJid),
            new XAttribute("bound", XmppDateTime.Format(Resource.BoundAt)),
            new XAttribute("resume-seconds", (int)ResumeTimeout.TotalSeconds),
            new XAttribute("handled", Handled),
            new XAttribute("acknowledged", Acknowledged),
            new XAttribute("available", Resource.IsAvailable),
            new XAttribute("priority", Resource.Priority),
            new XAttribute("interested", Resource.IsInterested),
            new XAttribute("carbons", Resource.HasCarbons),
            new XAttribute("block-list", Resource.HasBlockList));
        if (Resource.LastPresence is { } presence)
            element.Add(new XElement(Name("presence"), Text(presence)));
        foreach (var jid in Resource.Directed)
            element.Add(new XElement(Name("directed"), jid));
        foreach (var waiting in Waiting)
            element.Add(ToElement(waiting, keys));
        return element;
    }

    /// <exception cref="InvalidDataException">The element is none that this program wrote.</exception>
    public static SessionRecord Read(XElement element, Dictionary<string, Delivery> deliveries)
    {
        try
        {
            var resource = new Resource(Jid.Parse(Value(element, "jid")), 0, Time(element, "bound"))
            {
                IsAvailable = (bool)element.Attribute("available")!,
                Priority = sbyte.Parse(Value(element, "priority"), CultureInfo.InvariantCulture),
                IsInterested = (bool)element.Attribute("interested")!,
                HasCarbons = (bool)element.Attribute("carbons")!,
                HasBlockList = (bool?)element.Attribute("block-list") ?? false,
                IsHibernating = true,
                LastPresence = element.Element(Name("presence")) is { } presence ? (Presence)Stanza(presence.Value) : null,
                Directed = [.. element.Elements(Name("directed")).Select(e => Jid.Parse(e.Value))],
            };
            return new SessionRecord(
                resource,
                TimeSpan.FromSeconds((int)element.Attribute("resume-seconds")!),
                (uint)element.Attribute("handled")!,
                (uint)element.Attribute("acknowledged")!,
                [.. element.Elements(Name("waiting")).Select(e => ReadWaiting(e, deliveries))]);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or InvalidCastException)
        {
            throw new InvalidDataException("A kept session cannot be read.", e);
        }
    }

    private static XElement ToElement(OutboundStanza waiting, Dictionary<Delivery, string> keys)
    {
        var element = new XElement(Name("waiting"), Encoding.UTF8.GetString(waiting.ToBytes()));
        if (waiting.Delivery is not { } delivery)
            return element;
        if (!keys.TryGetValue(delivery, out var key))
            keys[delivery] = key = Streams.StreamIds.New();
        var context = delivery.Context;
        element.Add(
            new XAttribute("delivery", key),
            new XAttribute("taken", delivery.IsTaken),
            new XAttribute("sender", context.Sender),
            new XAttribute("recipient", context.Recipient),
            new XAttribute("origin", context.Origin),
            new XAttribute("received", XmppDateTime.Format(context.ReceivedAt)),
            new XAttribute("original", Text(context.Stanza)));
        if (context.Place is { } place)
            element.Add(new XAttribute("place", place));
        return element;
    }

    private static OutboundStanza ReadWaiting(XElement element, Dictionary<string, Delivery> deliveries)
    {
        var read = StoredElement.Read(Encoding.UTF8.GetBytes(element.Value));
        if ((string?)element.Attribute("delivery") is not { } key)
            return Xmpp.Stanzas.Core.Stanza.Read(read, out var plain) is null && plain is not null ? new(plain) : new(read);
        if (!deliveries.TryGetValue(key, out var delivery))
        {
            delivery = new Delivery(new StanzaContext(
                Stanza(Value(element, "original")), Jid.Parse(Value(element, "sender")), Jid.Parse(Value(element, "recipient")),
                Enum.Parse<StanzaOrigin>(Value(element, "origin")))
            {
                ReceivedAt = Time(element, "received"),
                IsRedelivery = true,
                Place = (long?)element.Attribute("place"),
            });
            if ((bool)element.Attribute("taken")!)
            {
                delivery.Begin();
                delivery.Taken();
            }
            deliveries[key] = delivery;
        }
        delivery.Begin();
        return new(Stanza(element.Value), delivery);
    }

    private static Stanza Stanza(string text) =>
        StoredStanza.TryRead(Encoding.UTF8.GetBytes(text), out var stanza)
            ? stanza
            : throw new FormatException("A kept stanza cannot be read.");

    private static string Text(Stanza stanza) => Encoding.UTF8.GetString(StoredStanza.Write(stanza));

    private static DateTimeOffset Time(XElement element, string name) =>
        XmppDateTime.TryParse(Value(element, name), out var time) ? time : throw new FormatException(name);

    private static string Value(XElement element, string name) =>
        (string?)element.Attribute(name) ?? throw new FormatException(name);

    private static XName Name(string name) => XName.Get(name, Ns);
}
