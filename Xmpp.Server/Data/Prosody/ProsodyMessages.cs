using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Data.Prosody;

/// <summary>The lists "offline" and "archive".</summary>
internal static class ProsodyMessages
{
    public static IEnumerable<DataPart> Offline(DataOwner owner, IProsodyStores stores, DataReport report) =>
        Read("offline", DataKind.Offline, owner, stores, report).Select(
            message => (DataPart)new DataPart.Offline(message.Message, message.At));

    public static IEnumerable<DataPart> Archive(DataOwner owner, IProsodyStores stores, DataReport report)
    {
        foreach (var (message, at) in Read("archive", DataKind.Archive, owner, stores, report))
        {
            if (at is { } time)
                yield return new DataPart.Archived(message, time);
            else
                report.Refuse(DataKind.Archive, owner.Jid.ToString(), "a message has no time");
        }
    }

    private static IEnumerable<(Message Message, DateTimeOffset? At)> Read(
        string store, DataKind kind, DataOwner owner, IProsodyStores stores, DataReport report)
    {
        foreach (var item in stores.ReadList(store, kind, XmppNames.Client))
        {
            if (item.Element is not { } element)
            {
                report.Refuse(kind, owner.Jid.ToString(), "a message cannot be read");
                continue;
            }
            // Prosody notes the time of arrival in the stanza itself.
            var at = item.At ?? (XmppDateTime.TryParse((string?)element.Attribute("stamp"), out var stamp) ? stamp : (DateTimeOffset?)null);
            element.SetAttributeValue("stamp", null);
            if ((string?)element.Attribute("to") is null && kind == DataKind.Offline)
                element.SetAttributeValue("to", owner.Jid.ToString());
            if (Stanza.Read(element, out var stanza) is null && stanza is Message message)
                yield return (message, at);
            else
                report.Refuse(kind, owner.Jid.ToString(), "a message cannot be read");
        }
    }
}
