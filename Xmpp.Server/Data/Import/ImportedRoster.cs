using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Data.Import;

/// <summary>Contacts and waiting requests.</summary>
internal sealed class ImportedRoster(ImportScope scope)
{
    // Written at once, so that they share commits.
    private const int Together = 200;

    private readonly List<RosterChange> _changes = [];
    private readonly HashSet<Jid> _seen = [];
    private RosterSnapshot? _before;

    public async ValueTask AddAsync(DataPart part, CancellationToken ct)
    {
        _before ??= await scope.Stores.Roster.LoadAsync(scope.Owner, ct);
        if (part is DataPart.Contact { Entry: var item })
            Add(item, _before);
        else if (part is DataPart.Request request)
            Add(request, _before);
        if (_changes.Count >= Together)
            await FlushAsync(ct);
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        await Task.WhenAll(_changes.Select(change => scope.Stores.Roster.ApplyAsync(scope.Owner, change, ct)));
        _changes.Clear();
    }

    private void Add(RosterItem item, RosterSnapshot before)
    {
        if (!_seen.Add(item.Contact))
        {
            scope.Report.Refuse(DataKind.Roster, scope.Owner.ToString(), $"{item.Contact} is there twice");
            return;
        }
        var old = before.Items.FirstOrDefault(i => i.Contact == item.Contact);
        if (scope.Takes(DataKind.Roster, old is not null, item.Equals(old)))
            _changes.Add(new RosterChange(item.Contact) { Item = RosterEdit<RosterItem>.Set(item) });
    }

    private void Add(DataPart.Request part, RosterSnapshot before)
    {
        if (part.Presence.From is not { } from)
            return;
        var contact = from.Bare;
        var isKnown = before.Requests.Any(r => r.Contact == contact);
        if (!scope.Takes(DataKind.Requests, isKnown, isSame: true))
            return;
        var request = new SubscriptionRequest(contact, StoredStanza.Write(part.Presence), part.ReceivedAt ?? scope.Time.GetUtcNow());
        _changes.Add(new RosterChange(contact) { Request = RosterEdit<SubscriptionRequest>.Set(request) });
    }
}
