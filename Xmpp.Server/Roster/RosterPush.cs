using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>Roster pushes (RFC 6121 §2.1.6): one item to each interested resource.</summary>
internal sealed class RosterPush(ISessionDirectory directory)
{
    /// <summary>Told of each push, also where no resource gets one. Must not wait.</summary>
    public event Action<Jid, long, RosterChange>? Pushed;

    /// <summary>Pushes the item part of a change, if it has one.</summary>
    /// <param name="account">Whose roster.</param>
    /// <param name="version">The version after the change.</param>
    /// <param name="change">What was carried out.</param>
    /// <param name="ct">Cancels between two resources.</param>
    public async ValueTask PushAsync(Jid account, long version, RosterChange change, CancellationToken ct)
    {
        if (!change.Item.IsChange)
            return;
        Pushed?.Invoke(account, version, change);
        foreach (var resource in await directory.FindAsync(account, ct))
        {
            if (!resource.IsInterested)
                continue;
            // §2.1.6: from the account itself, which is what a client may believe.
            var payload = RosterElements.Push(change.Contact, change.Item.Value, version);
            var push = new Iq(IqType.Set, StreamIds.New(), account, resource.FullJid, payload);
            await directory.DeliverAsync(resource, new OutboundStanza(push), ct);
        }
    }
}
