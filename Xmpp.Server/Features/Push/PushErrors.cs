using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Features.Push;

/// <summary>Which errors of a push service end a registration (XEP-0357 §7.1).</summary>
internal static class PushErrors
{
    /// <summary>
    /// True where the service says that it does not want this. §7.1: "a server MAY choose to keep a service enabled if the
    /// error is deemed recoverable or transient": those of type wait, and those that a server on the way sends while the
    /// service itself is away.
    /// </summary>
    public static bool IsFinal(string? type, string condition) =>
        type != "wait" && condition is not ("remote-server-not-found" or "remote-server-timeout" or "service-unavailable"
            or "internal-server-error" or "resource-constraint");

    public static bool IsFinal(Iq answer) =>
        IsFinal((string?)answer.Child(XmppNames.Error)?.Attribute(XmppNames.Type), ConditionOf(answer));

    /// <summary>The defined condition (RFC 6120 §8.3.3).</summary>
    public static string ConditionOf(Iq answer)
    {
        foreach (var child in answer.Child(XmppNames.Error)?.Elements() ?? [])
        {
            if (child.Name.Namespace == XmppNames.StanzaErrors && child.Name.LocalName != "text")
                return child.Name.LocalName;
        }
        return "undefined-condition";
    }
}
