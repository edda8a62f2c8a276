using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>A roster in memory as the stanza path reads it: immutable, swapped whole when it changes.</summary>
internal sealed class RosterView
{
    private readonly Dictionary<Jid, RosterItem> _items;
    private readonly Dictionary<Jid, SubscriptionRequest> _requests;

    public RosterView(RosterSnapshot snapshot)
    {
        Snapshot = snapshot;
        _items = snapshot.Items.ToDictionary(i => i.Contact);
        _requests = snapshot.Requests.ToDictionary(r => r.Contact);
        Subscribers = [.. snapshot.Items.Where(i => i.Subscription.HasFlag(Subscription.From)).Select(i => i.Contact)];
        Subscribed = [.. snapshot.Items.Where(i => i.Subscription.HasFlag(Subscription.To)).Select(i => i.Contact)];
    }

    public RosterSnapshot Snapshot { get; }

    /// <summary>Who sees the account's presence: subscription "from" or "both".</summary>
    public ImmutableArray<Jid> Subscribers { get; }

    /// <summary>Whose presence the account sees: subscription "to" or "both".</summary>
    public ImmutableArray<Jid> Subscribed { get; }

    public RosterItem? Item(Jid contact) => _items.GetValueOrDefault(contact);

    public SubscriptionRequest? Request(Jid contact) => _requests.GetValueOrDefault(contact);

    public bool IsSubscriber(Jid contact) =>
        _items.TryGetValue(contact, out var item) && item.Subscription.HasFlag(Subscription.From);

    /// <summary>This roster after a change that the store has carried out.</summary>
    public RosterView With(RosterChange change, long version)
    {
        var items = Snapshot.Items;
        if (change.Item.IsChange)
        {
            items = items.RemoveAll(i => i.Contact == change.Contact);
            if (change.Item.Value is { } item)
                items = items.Add(item);
        }
        var requests = Snapshot.Requests;
        if (change.Request.IsChange)
        {
            requests = requests.RemoveAll(r => r.Contact == change.Contact);
            if (change.Request.Value is { } request)
                requests = requests.Add(request);
        }
        return new RosterView(new RosterSnapshot(version, items, requests));
    }
}
