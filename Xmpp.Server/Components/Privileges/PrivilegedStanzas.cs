using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Components.Privileges;

/// <summary>
/// Picks out of what a component sends what only a privileged one may (XEP-0356), by the stream that it comes on: no
/// other stanza ever gets here.
/// </summary>
internal sealed class PrivilegedStanzas(
    PrivilegedMessages messages, PrivilegedIqs iqs, Router router, HostTable hosts, IAccountStore accounts, ILogger logger)
{
    private readonly ConcurrentDictionary<(string Component, string What), bool> _told = new();

    /// <summary>False if it is a stanza like any other's, and nothing has happened.</summary>
    public ValueTask<bool> TryHandleAsync(Grants grants, Stanza stanza, Jid from, Jid to, CancellationToken ct)
    {
        // Who is behind a gateway has no part in what the gateway may.
        if (!grants.IsAny || from != grants.Component || !hosts.Contains(to.Domain))
            return default;
        return stanza switch
        {
            Message message when to is { Local: null, IsBare: true } && message.Has(PrivilegeNames.Privilege) =>
                AnswerAsync(stanza, from, "message", messages.SendAsync(grants, message, to, ct), ct),
            Iq { IsRequest: true, Payload: { } payload } iq when payload.Name == PrivilegeNames.PrivilegedIq =>
                AnswerAsync(stanza, from, "iq", iqs.SendAsync(grants, iq, to, ct), ct),
            Iq { IsRequest: true, Payload: { } payload } iq when to is { Local: not null, IsBare: true }
                && payload.Name == RosterNames.Query =>
                AnswerAsync(stanza, from, "roster", RosterAsync(grants, iq, from, to, ct), ct),
            _ => default,
        };
    }

    // §4.3: "The server MUST check that the privileged entity has right to get or set the roster"; then as for the account.
    private async ValueTask<StanzaError?> RosterAsync(Grants grants, Iq iq, Jid from, Jid account, CancellationToken ct)
    {
        if (!grants.MayRoster(iq.Type) || !grants.IsFor(account.Domain) || !await accounts.ExistsAsync(account, ct))
            return StanzaError.Forbidden;
        await router.AnswerAsOwnerAsync(iq, from, account, ct);
        return null;
    }

    private async ValueTask<bool> AnswerAsync(
        Stanza stanza, Jid from, string what, ValueTask<StanzaError?> handling, CancellationToken ct)
    {
        StanzaError? error;
        try
        {
            error = await handling;
        }
#pragma warning disable CA1031 // as in Router: the sender's answer
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            error = router.OnException(e, stanza.Kind);
        }
        if (error == StanzaError.Forbidden && _told.TryAdd((from.Domain, what), true))
            logger.ComponentForbidden(from.Domain, what);
        if (error is not null)
            await router.BounceAsync(stanza, from, error, ct);
        return true;
    }
}
