using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Pep;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.VCards;

namespace Xmpp.Server.Features.Profiles;

/// <summary>Avatars that are published are in the vCard, and those of the vCard are published (XEP-0398 §3).</summary>
internal sealed class AvatarConversion(
    Nodes nodes, IPubSubItemStore items, Publishing publishing, PepScopes scopes, IVCardStore vCards, AvatarPresence presence,
    VCardOptions options, TimeProvider time)
{
    /// <summary>§3.1: new metadata. Only what everybody may read gets into the vCard, which everybody may (§7).</summary>
    public async ValueTask OnPublishedAsync(Node node, IReadOnlyList<PubSubItem> published, CancellationToken ct)
    {
        if (node.Name != AvatarNames.MetadataNode || published.Count == 0)
            return;
        var metadata = StoredElement.Read(published[^1].Payload);
        if (metadata.Name != AvatarNames.Metadata)
            return;
        if (!metadata.Elements(AvatarNames.Info).Any())
        {
            await RemovePhotoAsync(node.Owner, ct); // XEP-0084 §4.2: an empty element takes the avatar away
            return;
        }
        // The one that is in the data node, not at a URL.
        if (metadata.Elements(AvatarNames.Info).FirstOrDefault(i => i.Attribute("url") is null) is not { } info
            || (string?)info.Attribute("id") is not { Length: > 0 } id
            || await nodes.FindAsync(node.Owner, AvatarNames.DataNode, ct) is not { Config.AccessModel: AccessModel.Open }
            || (await items.FindAsync(node.Owner, AvatarNames.DataNode, [id], long.MaxValue, ct)) is not [var data])
        {
            return;
        }
        var image = AvatarImage.TryRead(StoredElement.Read(data.Payload).Value);
        if (image is not null && string.Equals(image.Hash, id, StringComparison.OrdinalIgnoreCase))
            await SetPhotoAsync(node.Owner, image, (string?)info.Attribute("type"), ct);
    }

    /// <summary>The metadata is gone, and the avatar with it.</summary>
    public ValueTask OnRetractedAsync(Node node, CancellationToken ct) =>
        node.Name == AvatarNames.MetadataNode ? RemovePhotoAsync(node.Owner, ct) : default;

    /// <summary>§3.2: a vCard was stored, with another photo than before.</summary>
    public async Task OnVCardAsync(Jid account, XElement vCard, CancellationToken ct)
    {
        var photo = vCard.Element(AvatarNames.Photo);
        var scope = scopes.Of(account);
        if (AvatarImage.TryRead(photo?.Element(AvatarNames.BinVal)?.Value) is not { } image)
        {
            if (await nodes.FindAsync(account, AvatarNames.MetadataNode, ct) is not null)
                await PublishAsync(scope, AvatarNames.MetadataNode, "current", new XElement(AvatarNames.Metadata), ct);
            return;
        }
        var refused = await PublishAsync(
            scope, AvatarNames.DataNode, image.Hash,
            new XElement(AvatarNames.Data, Convert.ToBase64String(image.Octets)), ct);
        if (refused is not null)
            return; // larger than an item may be: it stays an avatar of the vCard only
        var info = new XElement(
            AvatarNames.Info,
            new XAttribute("bytes", image.Octets.Length.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("id", image.Hash),
            new XAttribute("type", photo?.Element(AvatarNames.PhotoType)?.Value is { Length: > 0 } type ? type : "image/png"));
        await PublishAsync(scope, AvatarNames.MetadataNode, image.Hash, new XElement(AvatarNames.Metadata, info), ct);
    }

    // A node that is not there is made like the vCard, for everybody; one that is stays as it is.
    private async Task<StanzaError?> PublishAsync(PubSubScope scope, string node, string id, XElement payload, CancellationToken ct)
    {
        var isNew = await nodes.FindAsync(scope.Address, node, ct) is null;
        var form = DataForm.Create(
            DataFormType.Submit, PubSubNames.PublishOptionsForm,
            new DataFormField(NodeConfigFields.AccessModelVar, null, "open"));
        var item = new PubSubItem(id, scope.Address, time.GetUtcNow(), StoredElement.Write(payload));
        return await publishing.PublishAsync(
            scope, scope.Address, new PublishRequest(node, [item], null, isNew ? form : null), isDerived: true, ct);
    }

    private async Task SetPhotoAsync(Jid account, AvatarImage image, string? type, CancellationToken ct)
    {
        var stored = await vCards.FindAsync(account, ct);
        if (stored?.PhotoHash == image.Hash)
            return;
        var card = stored is null ? new XElement(AvatarNames.VCardElement) : StoredElement.Read(stored.Payload);
        card.Elements(AvatarNames.Photo).Remove();
        card.Add(new XElement(
            AvatarNames.Photo,
            new XElement(AvatarNames.PhotoType, type ?? "image/png"),
            new XElement(AvatarNames.BinVal, Convert.ToBase64String(image.Octets))));
        var payload = StoredElement.Write(card);
        if (payload.Length <= options.MaxBytes)
            await presence.SetAsync(account, new VCard(payload, image.Hash), ct);
    }

    private async ValueTask RemovePhotoAsync(Jid account, CancellationToken ct)
    {
        if (await vCards.FindAsync(account, ct) is not { PhotoHash: not null } stored)
            return;
        var card = StoredElement.Read(stored.Payload);
        card.Elements(AvatarNames.Photo).Remove();
        await presence.SetAsync(account, new VCard(StoredElement.Write(card), null), ct);
    }
}
