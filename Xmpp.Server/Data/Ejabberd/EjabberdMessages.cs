using Xmpp.Server.Data.Portable;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Foreign;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>The tables "spool" and "archive".</summary>
internal static class EjabberdMessages
{
    public static IEnumerable<DataPart> Offline(EjabberdDatabase database, DataOwner owner, DataReport report)
    {
        foreach (var row in database.Spool(owner.Jid.Domain, owner.Jid.Local ?? ""))
        {
            var element = ForeignElement.Read(row["xml"], XmppNames.Client);
            // COMPAT(ejabberd 24.12): the id that it had there, in the words of a draft.
            element?.Elements().Where(e => e.Name.NamespaceName == "urn:xmpp:mam:tmp" && e.Name.LocalName == "archived").ToList().ForEach(e => e.Remove());
            if (element is not null && PortableParts.Offline(element, owner) is { } part)
                yield return part;
            else
                report.Refuse(DataKind.Offline, owner.Jid.ToString(), "a message cannot be read");
        }
    }

    public static IEnumerable<DataPart> Archive(EjabberdDatabase database, Jid account, DataReport report)
    {
        foreach (var row in Archived(database, account.Domain, account.Local ?? ""))
        {
            if (Read(row) is var (message, at))
                yield return new DataPart.Archived((Message)StanzaIds.Strip(message, account), at);
            else
                report.Refuse(DataKind.Archive, account.ToString(), "a message cannot be read");
        }
    }

    /// <summary>Rows of an archive, each message once.</summary>
    /// <param name="owner">An account by its name, a room by its address.</param>
    // COMPAT(ejabberd 24.12): export2sql writes the archives of rooms twice.
    public static IEnumerable<EjabberdRow> Archived(EjabberdDatabase database, string host, string owner)
    {
        var (time, seen) = ("", new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in database.Archive(host, owner))
        {
            if (row["timestamp"] != time)
            {
                time = row["timestamp"];
                seen.Clear();
            }
            if (seen.Add($"{row["nick"]}\n{row["xml"]}"))
                yield return row;
        }
    }

    /// <param name="change">What is done with the element before it is read as a message.</param>
    public static (Message Message, DateTimeOffset At)? Read(EjabberdRow row, Action<System.Xml.Linq.XElement>? change = null)
    {
        if (ForeignElement.Read(row["xml"], XmppNames.Client) is not { } element || EjabberdTime.Read(row["timestamp"]) is not { } at)
            return null;
        change?.Invoke(element);
        return Stanza.Read(element, out var stanza) is null && stanza is Message message ? (message, at) : null;
    }
}
