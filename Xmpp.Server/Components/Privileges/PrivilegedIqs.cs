using System.Collections.Concurrent;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Components.Privileges;

/// <summary>XEP-0356 §6: requests in an account's name, whose answers go to the component.</summary>
internal sealed class PrivilegedIqs(
    OnBehalf onBehalf, Router router, SentIqs requests, IAccountStore accounts, LimitOptions limits, BackgroundWork background)
{
    private readonly ConcurrentDictionary<Jid, int> _waiting = new();

    /// <summary>Sends what is inside. An error is for the component; the answer comes later.</summary>
    /// <param name="grants">Of the component that has sent it.</param>
    /// <param name="outer">With a <c>&lt;privileged_iq/&gt;</c> as its payload.</param>
    /// <param name="account">Its 'to'.</param>
    /// <param name="ct">Cancels before it is on its way.</param>
    public async ValueTask<StanzaError?> SendAsync(Grants grants, Iq outer, Jid account, CancellationToken ct)
    {
        if (outer.Payload?.Elements().ToList() is not [var inner])
            return StanzaError.BadRequest;
        if (!MaySend(grants, outer, inner, account) || !await accounts.ExistsAsync(account, ct))
            return StanzaError.Forbidden;
        if (Stanza.Read(new XElement(inner), out var read) is { } error)
            return error;
        var to = read?.To ?? account; // RFC 6120 §10.3
        // Nobody can guess the id: else whoever is asked could answer for others.
        var id = StreamIds.New();
        if (!TryEnter(grants.Component))
            return StanzaError.ResourceConstraint;
        var isNoted = requests.TryAdd(id, to, limits.ComponentRequestTimeout, answer =>
        {
            Leave(grants.Component);
            background.Run("privileged iq", token => AnswerAsync(grants.Component, outer, account, read?.Id, answer, token));
        });
        if (!isNoted)
        {
            Leave(grants.Component);
            return StanzaError.ResourceConstraint;
        }
        var request = read!.WithFrom(account).WithId(id).WithSize(outer.Size);
        if (await onBehalf.SendAsync(request, account, grants.Component, to, ct) is { } refused && requests.Forget(id))
        {
            Leave(grants.Component);
            return refused;
        }
        return null;
    }

    // §6.3, in the order of the text.
    private static bool MaySend(Grants grants, Iq outer, XElement inner, Jid account)
    {
        if (account.Local is null || !account.IsBare || !grants.IsFor(account.Domain))
            return false;
        if (inner.Name != XmppNames.Iq || (string?)inner.Attribute(XmppNames.Type) != outer.TypeName)
            return false;
        if (inner.Elements().ToList() is not [var payload] || !grants.MayIq(outer.Type, payload.Name.NamespaceName))
            return false;
        return inner.Attribute(XmppNames.From) is not { } from || (Jid.TryParse(from.Value, out var jid) && jid == account);
    }

    private async Task AnswerAsync(Jid component, Iq outer, Jid account, string? id, Iq? answer, CancellationToken ct)
    {
        if (answer is null)
        {
            await router.BounceAsync(outer, component, StanzaError.RemoteServerTimeout, ct);
            return;
        }
        var forwarded = Forwarded.ToElement(answer.WithFrom(answer.From ?? account).WithTo(account).WithId(id));
        var result = new Iq(
            IqType.Result, outer.Id ?? "", account, component, new XElement(PrivilegeNames.Privilege, forwarded));
        await router.RouteAsync(
            new StanzaContext(result.WithSize(answer.Size + 512), account, component, StanzaOrigin.Server), ct);
    }

    private bool TryEnter(Jid component)
    {
        if (_waiting.AddOrUpdate(component, 1, static (_, count) => count + 1) <= limits.ComponentRequests)
            return true;
        Leave(component);
        return false;
    }

    private void Leave(Jid component) => _waiting.AddOrUpdate(component, 0, static (_, count) => count - 1);
}
