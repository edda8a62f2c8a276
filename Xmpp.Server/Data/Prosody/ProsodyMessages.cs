using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Data.Prosody;

/// <summary>The lists "offline" and "archive".</summary>
internal static class ProsodyMessages
{
    public static IEnumerable<DataPart> Offline(DataOwner owner, ProsodyFiles files, DataReport report) =>
        Read("offline", DataKind.Offline, owner, files, report).Select(
            message => (DataPart)new DataPart.Offline(message.Message, message.At));

    public static IEnumerable<DataPart> Archive(DataOwner owner, ProsodyFiles files, DataReport report)
    {
        foreach (var (message, at) in Read("archive", DataKind.Archive, owner, files, report))
        {
            if (at is { } time)
                yield return new DataPart.Archived(message, time);
            else
                report.Refuse(DataKind.Archive, owner.Jid.ToString(), "a message has no time");
        }
    }

    private static IEnumerable<(Message Message, DateTimeOffset? At)> Read(
        string store, DataKind kind, DataOwner owner, ProsodyFiles files, DataReport report)
    {
        foreach (var item in files.ReadList(store, kind))
        {
            if (ElementOf(item) is not { } element)
            {
                report.Refuse(kind, owner.Jid.ToString(), "a message cannot be read");
                continue;
            }
            // Prosody notes the time of arrival in the stanza itself.
            DateTimeOffset? at = item.Number("when") is { } when and > 0 and < 1e11
                ? DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Round(when * 1e6))
                : XmppDateTime.TryParse((string?)element.Attribute("stamp"), out var stamp) ? stamp : null;
            element.SetAttributeValue("stamp", null);
            if ((string?)element.Attribute("to") is null && kind == DataKind.Offline)
                element.SetAttributeValue("to", owner.Jid.ToString());
            if (Stanza.Read(element, out var stanza) is null && stanza is Message message)
                yield return (message, at);
            else
                report.Refuse(kind, owner.Jid.ToString(), "a message cannot be read");
        }
    }

    private static XElement? ElementOf(LuaTable item)
    {
        try
        {
            return ProsodyStanza.Read(item);
        }
        catch (DataException)
        {
            return null;
        }
    }
}
