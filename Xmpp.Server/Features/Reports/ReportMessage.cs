using System.Xml.Linq;
using Xmpp.Server.Features.Blocking;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Reports;

namespace Xmpp.Server.Features.Reports;

/// <summary>
/// A report that is sent on. XEP-0377 §5 leaves its form open: it is the item that was blocked, as the reporter sent it (§6),
/// with the messages in place of their ids; and a sentence for people.
/// </summary>
internal static class ReportMessage
{
    /// <param name="report">The report.</param>
    /// <param name="messages">What the reporter has got, as it was archived.</param>
    /// <param name="host">Who sends it on.</param>
    /// <param name="to">To whom.</param>
    public static Message Write(AbuseReport report, IReadOnlyList<(Message Message, DateTimeOffset At)> messages, Jid host, Jid to)
    {
        var element = new XElement(ReportRules.Report, new XAttribute("reason", report.Reason));
        if (report.Text is { } text)
            element.Add(new XElement(ReportRules.Text, text));
        foreach (var (message, at) in messages)
        {
            // §5: the only way to keep the reporter's name out of it is to take the 'to' away. What others have added since
            // has his name, too.
            var shown = message.Without(child => child.Name == StanzaIds.Name || child.Name == Delay.Name).WithTo(null);
            element.Add(Forwarded.ToElement(shown, Delay.ToElement(at, host)));
        }
        return new Message(
            new XElement(
                XmppNames.Message,
                new XElement(XmppNames.Body, $"{report.Reported} was reported to {host}: {report.Reason}"),
                new XElement(BlockingNames.Item, new XAttribute(BlockingNames.Jid, report.Reported), element)),
            host, to, StreamIds.New(), null, null);
    }
}
