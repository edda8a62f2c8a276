using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>The <c>&lt;command/&gt;</c> that goes back (XEP-0050 §4.1).</summary>
internal static class AdHocAnswer
{
    public static IqReply Of(string node, string id, string status, params object?[] content) => IqReply.Result(new XElement(
        AdHocNames.Command,
        new XAttribute("node", node),
        new XAttribute("sessionid", id),
        new XAttribute("status", status),
        new XAttribute(XmppNames.Lang, "en"), // §3.7
        content));

    /// <summary>A form, and what may be done with it (§3.4).</summary>
    public static IqReply Form(AdHocSession session)
    {
        var forward = session.Step.IsLast ? "complete" : "next";
        return Of(
            session.Command.Node, session.Id, "executing",
            new XElement(
                AdHocNames.Actions,
                new XAttribute("execute", forward),
                session.Before.IsEmpty ? null : new XElement(AdHocNames.Ns + "prev"),
                new XElement(AdHocNames.Ns + forward)),
            session.Step.Form.ToElement());
    }

    public static IqReply Completed(string node, string id, AdHocEnd end) =>
        Of(node, id, "completed", end.Note is { } note ? Element(note) : null, end.Result);

    private static XElement Element(AdHocNote note) => new(
        AdHocNames.Note,
        new XAttribute("type", note.Type switch { AdHocNoteType.Warn => "warn", AdHocNoteType.Error => "error", _ => "info" }),
        note.Text);
}
