using System.Globalization;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.StreamManagement;

/// <summary>The elements of XEP-0198, which are no stanzas.</summary>
internal static class SmElements
{
    public static readonly XNamespace Namespace = "urn:xmpp:sm:3";
    public static readonly XName Sm = Namespace + "sm";
    public static readonly XName Enable = Namespace + "enable";
    public static readonly XName Resume = Namespace + "resume";
    public static readonly XName Ask = Namespace + "r";
    public static readonly XName Answer = Namespace + "a";

    /// <summary><c>&lt;r/&gt;</c> as it goes on the wire.</summary>
    public static ReadOnlySpan<byte> Request => "<r xmlns='urn:xmpp:sm:3'/>"u8;

    public static XElement NewAnswer(uint handled) => new(Answer, H(handled));

    /// <summary>§3: with an id and the time to resume in, or with neither.</summary>
    public static XElement NewEnabled(ManagedStream management) => management.IsResumable
        ? new XElement(
            Namespace + "enabled",
            new XAttribute("id", management.Id),
            new XAttribute("resume", "true"),
            new XAttribute("max", (int)management.ResumeTimeout.TotalSeconds))
        : new XElement(Namespace + "enabled");

    public static XElement NewResumed(ManagedStream management) => new(
        Namespace + "resumed", H(management.Handled), new XAttribute("previd", management.Id));

    /// <summary>§6: the condition is one of the stanza errors.</summary>
    /// <param name="condition">Its name.</param>
    /// <param name="handled">What was handled of a session that is over (§5), or null.</param>
    public static XElement NewFailed(string condition, uint? handled = null)
    {
        var failed = new XElement(Namespace + "failed");
        if (handled is { } count)
            failed.Add(H(count));
        failed.Add(new XElement(XmppNames.StanzaErrors + condition));
        return failed;
    }

    /// <summary>§6: the peer acknowledges what was never sent to it.</summary>
    public static StreamError HandledCountTooHigh(uint h, uint sent) => StreamError.UndefinedCondition with
    {
        Application = new XElement(
            Namespace + "handled-count-too-high", H(h), new XAttribute("send-count", sent)),
    };

    public static bool TryReadCount(XElement element, out uint count) => uint.TryParse(
        (string?)element.Attribute("h"), NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private static XAttribute H(uint count) => new("h", count);
}
