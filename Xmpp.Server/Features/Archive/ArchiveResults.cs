using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Stanzas.Xml;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>What an archive answers (XEP-0313 §4.2, §4.3, §5), be it that of an account or of a room.</summary>
internal sealed class ArchiveResults(ArchiveIds ids)
{
    /// <summary>One message for who asked.</summary>
    /// <param name="archive">Whose archive it is.</param>
    /// <param name="owner">The number that stands for it.</param>
    /// <param name="change">What has to be changed in the message for him, or null.</param>
    public Stanza Message(
        ArchivedMessage message, Jid archive, long owner, Jid to, ArchiveRequest request, Action<XElement>? change = null)
    {
        var result = new XElement(ArchiveNames.Result);
        if (request.QueryId is { } queryId)
            result.Add(new XAttribute(ArchiveNames.QueryId, queryId));
        result.Add(new XAttribute(XmppNames.Id, ids.Write(message.Id, owner)));
        // What the archive has is what our writer wrote into it: it need not be read to be written again.
        XNode kept = change is null ? new WrittenXml(message.Stanza) : Changed(message.Stanza, change);
        // XEP-0297 §3.1. The stamp has all that the filters compare (cases MAM-11).
        result.Add(new XElement(
            Forwarded.Name,
            new XElement(
                Delay.Name,
                new XAttribute(
                    ArchiveNames.Stamp, XmppDateTime.FormatMicroseconds(ArchiveTime.FromId(message.Id)))),
            kept));
        return new Message(new XElement(XmppNames.Message, result), archive, to, null, null, null)
            .WithSize(message.Stanza.Length + request.Query.BytesPerMessage);
    }

    /// <summary>§4.3.2: which part of the archive it was.</summary>
    public XElement Fin(ArchivePage page, long owner) => Fin(page.IsComplete, new ResultSet(
        page.Messages.Count == 0 ? null : ids.Write(page.Messages[0].Id, owner),
        page.Messages.Count == 0 ? null : ids.Write(page.Messages[^1].Id, owner)));

    /// <summary>XEP-0059 §2.7. Beyond the limit it would be a matter of luck how long counting takes, so it is left out.</summary>
    public static XElement Count(int count, int max) => Fin(count == 0, new ResultSet(null, null, count <= max ? count : null));

    /// <summary>§5: the two ends of the archive.</summary>
    public XElement Metadata((long First, long Last)? ends, long owner)
    {
        var metadata = new XElement(ArchiveNames.Metadata);
        if (ends is var (first, last))
            metadata.Add(End(ArchiveNames.Start, first, owner), End(ArchiveNames.End, last, owner));
        return metadata;
    }

    private static XElement Changed(byte[] stored, Action<XElement> change)
    {
        var element = StoredElement.Read(stored);
        change(element);
        return element;
    }

    private XElement End(XName name, long id, long owner) => new(
        name,
        new XAttribute(XmppNames.Id, ids.Write(id, owner)),
        new XAttribute(ArchiveNames.Timestamp, XmppDateTime.FormatMicroseconds(ArchiveTime.FromId(id))));

    private static XElement Fin(bool isComplete, ResultSet set)
    {
        var fin = new XElement(ArchiveNames.Fin);
        if (isComplete)
            fin.Add(new XAttribute(ArchiveNames.Complete, "true")); // §4.3.2
        fin.Add(set.ToElement());
        return fin;
    }
}
