using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Components.Privileges;

/// <summary>XEP-0356 §5: messages in the name of a host or of one of its accounts.</summary>
internal sealed class PrivilegedMessages(OnBehalf onBehalf, Router router, IAccountStore accounts, TimeProvider time)
{
    // §9 rule 4: what clients believe because nobody but their server can send it from their own address (copies, XEP-0280
    // §11), and what components believe because it comes from the host.
    private static readonly HashSet<XNamespace> s_ofServers =
        ["urn:xmpp:carbons:2", PrivilegeNames.Ns, "urn:xmpp:delegation:2"];

    // Likewise, pages of the archive (XEP-0313 §4.2); but they may be the component's to send (XEP-0355).
    private static readonly XNamespace s_archive = "urn:xmpp:mam:2";

    /// <summary>Sends what is inside; an error is for the component.</summary>
    /// <param name="grants">Of the component that has sent it.</param>
    /// <param name="wrapper">To the host.</param>
    /// <param name="host">The host.</param>
    /// <param name="ct">Cancels before it is on its way.</param>
    public async ValueTask<StanzaError?> SendAsync(Grants grants, Message wrapper, Jid host, CancellationToken ct)
    {
        if (!grants.MaySendMessages || !grants.IsFor(host.Domain))
            return StanzaError.Forbidden;
        if (Inner(wrapper) is not { } element)
            return StanzaError.BadRequest;
        // §5.1 rule 1: "a bare JID from the server, no resource is allowed"
        if (!Jid.TryParse((string?)element.Attribute(XmppNames.From), out var from) || !from.IsBare || from.Domain != host.Domain)
            return StanzaError.Forbidden;
        if (from.Local is not null && !await accounts.ExistsAsync(from, ct))
            return StanzaError.Forbidden; // nobody's name: an account that is not there can send nothing either
        if (element.Elements().Any(child => s_ofServers.Contains(child.Name.Namespace)
            || (child.Name.Namespace == s_archive && !grants.Manages(s_archive.NamespaceName))))
        {
            return StanzaError.Forbidden;
        }
        if (Stanza.Read(element, out var stanza) is { } error)
            return error;
        if (stanza is not Message message)
            return StanzaError.BadRequest;
        var sized = message.WithFrom(from).WithSize(wrapper.Size);
        return from.Local is null ? await SendFromHostAsync(sized, from, ct) : await SendFromAccountAsync(sized, from, grants.Component, ct);
    }

    // RFC 6120 §10.3: a message to nobody is to oneself.
    private ValueTask<StanzaError?> SendFromAccountAsync(Stanza message, Jid account, Jid by, CancellationToken ct)
    {
        var to = message.To ?? account;
        return onBehalf.SendAsync(message.WithTo(to), account, by, to, ct);
    }

    private async ValueTask<StanzaError?> SendFromHostAsync(Stanza message, Jid host, CancellationToken ct)
    {
        if (message.To is not { } to)
            return StanzaError.BadRequest;
        await router.RouteAsync(
            new StanzaContext(message, host, to, StanzaOrigin.Server) { ReceivedAt = time.GetUtcNow() }, ct);
        return null;
    }

    // Exactly one message; a copy, as a stanza's tree is of its own.
    private static XElement? Inner(Message wrapper)
    {
        if (wrapper.Child(PrivilegeNames.Privilege)?.Elements(Forwarded.Name).ToList() is not [var forwarded])
            return null;
        var stanzas = forwarded.Elements().Where(child => child.Name.LocalName == "message").ToList();
        if (stanzas is not [var inner])
            return null;
        var copy = new XElement(inner);
        // COMPAT(slixmpp 1.10): libraries leave what they forward in the namespace of their own stream.
        if (copy.Name.Namespace == XmppNames.Component)
            Rescope(copy);
        return copy.Name == XmppNames.Message ? copy : null;
    }

    private static void Rescope(XElement element)
    {
        element.Name = XmppNames.Client + element.Name.LocalName;
        element.Attribute("xmlns")?.Remove();
        foreach (var child in element.Elements().Where(child => child.Name.Namespace == XmppNames.Component))
            Rescope(child);
    }
}
