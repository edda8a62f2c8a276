using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Roster;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.LastActivity;
using Xmpp.Storage.Push;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Data.Portable;

/// <summary>Elements of XEP-0227 §4 as parts; null for what is none.</summary>
internal static class PortableParts
{
    private static readonly HashSet<XName> s_small =
    [
        PortableNames.ScramCredentials, PortableNames.VCard, PortableNames.Privacy, PortableNames.Blocklist,
        XmppNames.Presence, ArchiveNames.Preferences, PortableNames.LastActivity, PortableNames.Last, PortableNames.Push,
    ];

    /// <summary>It is read as a whole.</summary>
    public static bool IsSmall(XName name) => s_small.Contains(name);

    public static DataOwner AccountOf(PortableInput input, Jid account)
    {
        var password = input.Attribute(PortableNames.Password);
        return new DataOwner(DataOwnerKind.Account, account)
        {
            Password = password is null || PortableScram.IsScram(password) ? null : password,
            CreatedAt = XmppDateTime.TryParse(input.Attribute(PortableNames.Created), out var at) ? at : null,
            IsDisabled = input.Attribute(PortableNames.Disabled) == "true",
        };
    }

    /// <summary>Keys that a server writes into the attribute for the password, as ejabberd does.</summary>
    public static IEnumerable<DataPart> OfPassword(PortableInput input, DataOwner owner) =>
        owner.Password is null && input.Attribute(PortableNames.Password) is { } text && PortableScram.Read(text) is { } credential
            ? [new DataPart.Credential(credential)]
            : [];

    public static IEnumerable<DataPart> Small(XElement element, DataOwner owner, DataReport report, string where)
    {
        if (element.Name == PortableNames.Privacy)
            return PortablePrivacy.Read(element, report, where);
        if (element.Name == PortableNames.Blocklist)
            return PortablePrivacy.ReadBlocklist(element, report, where);
        if (element.Name == XmppNames.Presence && (string?)element.Attribute("type") != "subscribe")
        {
            report.Unknown("presence that is no request", where);
            return [];
        }
        var (kind, part) = One(element, owner);
        if (part is not null)
            return [part];
        report.Refuse(kind, where, "it cannot be read");
        return [];
    }

    public static DataPart? Contact(XElement item)
    {
        if (!Jid.TryParse((string?)item.Attribute(PortableNames.Jid), out var contact))
            return null;
        if (RosterElements.SubscriptionOf((string?)item.Attribute("subscription") ?? "none") is not { } subscription)
            return null;
        var groups = item.Elements(PortableNames.RosterNs + "group").Select(group => group.Value)
            .Where(group => group.Length > 0).Distinct(StringComparer.Ordinal);
        return new DataPart.Contact(new RosterItem(
            contact, (string?)item.Attribute(PortableNames.Name), [.. groups], subscription,
            (string?)item.Attribute("ask") == "subscribe" && !subscription.HasFlag(Subscription.To),
            (string?)item.Attribute("approved") is "true" or "1"));
    }

    /// <summary>§4.5: what the owner's server has added is the time of arrival.</summary>
    public static DataPart? Offline(XElement element, DataOwner owner)
    {
        var host = owner.Jid.Domain;
        DateTimeOffset? receivedAt = null;
        foreach (var delay in element.Elements(Delay.Name).Where(d => IsFrom(d, host)).ToList())
        {
            if (receivedAt is null && XmppDateTime.TryParse((string?)delay.Attribute("stamp"), out var at))
                receivedAt = at;
            delay.Remove();
        }
        if ((string?)element.Attribute("to") is null)
            element.SetAttributeValue("to", owner.Jid.ToString());
        return Stanza.Read(element, out var stanza) is null && stanza is Message message
            ? new DataPart.Offline(message, receivedAt)
            : null;
    }

    /// <summary>§4.11</summary>
    public static DataPart? Archived(XElement result)
    {
        if (result.Element(Forwarded.Name) is not { } forwarded
            || !XmppDateTime.TryParse((string?)forwarded.Element(Delay.Name)?.Attribute("stamp"), out var at)
            || forwarded.Elements().FirstOrDefault(e => e.Name.LocalName == "message") is not { } element)
        {
            return null;
        }
        element.Remove();
        if (element.Name != XmppNames.Message && IsMisnamed(element.Name, XmppNames.Message))
            Rename(element, XmppNames.Message);
        return Stanza.Read(element, out var stanza) is null && stanza is Message message
            ? new DataPart.Archived(message, at)
            : null;
    }

    /// <summary>A stanza without its namespace has that of what it stands in.</summary>
    public static bool IsMisnamed(XName name, XName right) =>
        right == XmppNames.Message && name.LocalName == right.LocalName
        && (name.Namespace == PortableNames.Ns || name.Namespace == Forwarded.Ns || name.Namespace == XNamespace.None);

    public static void Rename(XElement element, XName name)
    {
        var wrong = element.Name.Namespace;
        foreach (var inside in element.DescendantsAndSelf().Where(e => e.Name.Namespace == wrong).ToList())
            inside.Name = name.Namespace + inside.Name.LocalName;
    }

    private static bool IsFrom(XElement delay, string host) => (string?)delay.Attribute("from") is not { } from || from == host;

    private static (DataKind Kind, DataPart? Part) One(XElement element, DataOwner owner)
    {
        if (element.Name == PortableNames.VCard)
            return (DataKind.VCard, new DataPart.Card(element));
        if (element.Name == PortableNames.ScramCredentials)
            return (DataKind.Passwords, PortableScram.Read(element) is { } keys ? new DataPart.Credential(keys) : null);
        if (element.Name == XmppNames.Presence)
            return (DataKind.Requests, RequestOf(element, owner));
        if (element.Name == ArchiveNames.Preferences)
        {
            return (DataKind.Preferences, ArchivePreferencesElement.Read(element, int.MaxValue, out var preferences) is null
                && preferences is not null ? new DataPart.Preferences(preferences) : null);
        }
        return element.Name == PortableNames.Push
            ? (DataKind.Push, PushOf(element))
            : (DataKind.LastActivity, LastOf(element));
    }

    private static DataPart.Request? RequestOf(XElement element, DataOwner owner)
    {
        DateTimeOffset? receivedAt =
            XmppDateTime.TryParse((string?)element.Attribute(PortableNames.Received), out var at) ? at : null;
        element.SetAttributeValue(PortableNames.Received, null);
        if ((string?)element.Attribute("to") is null)
            element.SetAttributeValue("to", owner.Jid.ToString());
        return Stanza.Read(element, out var stanza) is null && stanza is Presence { From: not null } presence
            ? new DataPart.Request(presence, receivedAt)
            : null;
    }

    // ejabberd writes the time of the logout as seconds since 1970 where XEP-0012 would have those since then.
    private static DataPart.LastActivity? LastOf(XElement element)
    {
        var status = element.Value.Length > 0 ? element.Value : null;
        if (element.Name == PortableNames.LastActivity)
        {
            return XmppDateTime.TryParse((string?)element.Attribute(PortableNames.At), out var at)
                ? new DataPart.LastActivity(new LastSeen(at, status))
                : null;
        }
        const long After2001 = 1_000_000_000, Before5138 = 100_000_000_000;
        return long.TryParse((string?)element.Attribute("seconds"), CultureInfo.InvariantCulture, out var seconds)
            && seconds is > After2001 and < Before5138
            ? new DataPart.LastActivity(new LastSeen(DateTimeOffset.FromUnixTimeSeconds(seconds), status))
            : null;
    }

    private static DataPart.PushService? PushOf(XElement element)
    {
        if (!Jid.TryParse((string?)element.Attribute(PortableNames.Service), out var service)
            || !XmppDateTime.TryParse((string?)element.Attribute(PortableNames.At), out var at))
        {
            return null;
        }
        var options = element.Elements().FirstOrDefault();
        return new DataPart.PushService(new PushRegistration(
            service, (string?)element.Attribute(PortableNames.Node) ?? "",
            options is null ? null : Routing.StoredElement.Write(options),
            (string?)element.Attribute(PortableNames.Resource) ?? "", at)
        {
            FailingSince = XmppDateTime.TryParse((string?)element.Attribute(PortableNames.FailingSince), out var since) ? since : null,
        });
    }
}
