using Xmpp.Server.Features.VCards;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PrivateXml;
using Xmpp.Storage.VCards;

namespace Xmpp.Server.Data.Import;

/// <summary>vCard, private elements, block list and what else an account has one of.</summary>
internal sealed class ImportedProfile(ImportScope scope)
{
    private readonly List<Jid> _blocked = [];

    public ValueTask AddAsync(DataPart part, CancellationToken ct)
    {
        switch (part)
        {
            case DataPart.Card p:
                return SetCardAsync(p, ct);
            case DataPart.PrivateElement p:
                return SetPrivateAsync(p, ct);
            case DataPart.Blocked p:
                _blocked.Add(p.Address);
                return default;
            case DataPart.Preferences p:
                return SetPreferencesAsync(p, ct);
            case DataPart.LastActivity p:
                return SetLastActivityAsync(p, ct);
            case DataPart.PushService p:
                return SetPushAsync(p, ct);
            default:
                throw new ArgumentOutOfRangeException(nameof(part));
        }
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_blocked.Count == 0)
            return;
        var known = (await scope.Stores.BlockLists.LoadAsync(scope.Owner, ct)).ToHashSet();
        var added = _blocked.Distinct().Where(address => scope.Takes(DataKind.Blocked, known.Contains(address), isSame: true)).ToList();
        if (added.Count > 0)
            await scope.Stores.BlockLists.AddAsync(scope.Owner, added, ct);
        _blocked.Clear();
    }

    private async ValueTask SetCardAsync(DataPart.Card part, CancellationToken ct)
    {
        var payload = StoredElement.Write(part.Element);
        // A photo that is no base64 has no hash; the card is kept as it came.
        var card = new VCard(payload, VCardFeature.TryHashPhoto(part.Element, out var hash) ? hash : null);
        var old = await scope.Stores.VCards.FindAsync(scope.Owner, ct);
        if (scope.Takes(DataKind.VCard, old is not null, old?.Payload.AsSpan().SequenceEqual(payload) == true))
            await scope.Stores.VCards.SetAsync(scope.Owner, card, ct);
    }

    private async ValueTask SetPrivateAsync(DataPart.PrivateElement part, CancellationToken ct)
    {
        var name = part.Element.Name;
        var payload = StoredElement.Write(part.Element);
        var old = await scope.Stores.PrivateXml.FindAsync(scope.Owner, name.NamespaceName, name.LocalName, ct);
        if (scope.Takes(DataKind.Private, old is not null, old?.AsSpan().SequenceEqual(payload) == true))
        {
            await scope.Stores.PrivateXml.SetAsync(
                scope.Owner, [new PrivateElement(name.NamespaceName, name.LocalName, payload)],
                new PrivateXmlQuota(int.MaxValue, long.MaxValue), ct);
        }
    }

    private async ValueTask SetPreferencesAsync(DataPart.Preferences part, CancellationToken ct)
    {
        var old = (await scope.Stores.Archive.FindOwnerAsync(scope.Owner, ct))?.Preferences;
        var isSame = old is not null && old.Default == part.Value.Default
            && old.Always.SequenceEqual(part.Value.Always) && old.Never.SequenceEqual(part.Value.Never);
        if (scope.Takes(DataKind.Preferences, old is not null, isSame))
            await scope.Stores.Archive.SetPreferencesAsync(scope.Owner, part.Value, ct);
    }

    // The later one counts, whatever is imported: it is a fact and nobody's choice.
    private async ValueTask SetLastActivityAsync(DataPart.LastActivity part, CancellationToken ct)
    {
        var old = await scope.Stores.LastActivity.FindAsync(scope.Owner, ct);
        if (old is not null && old.At >= part.Value.At)
        {
            scope.Report.Count(DataKind.LastActivity, DataOutcome.Present);
            return;
        }
        scope.Report.Count(DataKind.LastActivity, DataOutcome.Created);
        if (!scope.Writes)
            return;
        await scope.Stores.LastActivity.NoteAsync(scope.Owner, part.Value, ct);
        await scope.Stores.LastActivity.FlushAsync(ct);
    }

    private async ValueTask SetPushAsync(DataPart.PushService part, CancellationToken ct)
    {
        var known = await scope.Stores.Push.FindAsync(scope.Owner, ct);
        var old = known.FirstOrDefault(p => p.Service == part.Value.Service && p.Node == part.Value.Node);
        if (scope.Takes(DataKind.Push, old is not null, isSame: true))
            await scope.Stores.Push.EnableAsync(scope.Owner, part.Value, int.MaxValue, ct);
    }
}
