using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Presences;

/// <summary>Shows one contact what an account's resources are, when a subscription begins or ends.</summary>
internal sealed class PresenceOfAccount(ISessionDirectory directory, PresenceDelivery delivery)
{
    /// <summary>Told of an account and a contact who may see it from now on, when he has. Must not wait.</summary>
    public Action<Jid, Jid> Shown { get; set; } = static (_, _) => { };

    /// <summary>RFC 6121 §3.1.5: the last presence of each available resource.</summary>
    public async ValueTask ShowAvailableAsync(Jid account, Jid contact, CancellationToken ct)
    {
        foreach (var resource in await directory.FindAsync(account, ct))
        {
            if (resource.LastPresence is { } presence)
                await delivery.BroadcastAsync(presence, resource.FullJid, [contact], ct);
        }
        Shown(account, contact);
    }

    /// <summary>RFC 6121 §3.2.2, §3.3.3: unavailable from each available resource.</summary>
    public async ValueTask ShowUnavailableAsync(Jid account, Jid contact, CancellationToken ct)
    {
        foreach (var resource in await directory.FindAsync(account, ct))
        {
            if (resource.IsAvailable)
            {
                var unavailable = new Presence(PresenceType.Unavailable, resource.FullJid, null);
                await delivery.BroadcastAsync(unavailable, resource.FullJid, [contact], ct);
            }
        }
    }
}
