using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Pep;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.VCards;

namespace Xmpp.Server.Features.Profiles;

/// <summary>
/// One vCard for old clients and new ones: what a client publishes as vCard4 (XEP-0292 §4) is in its vcard-temp, and the other
/// way round. Pictures go by way of <see cref="AvatarConversion"/>.
/// </summary>
internal sealed class VCardConversion(
    Nodes nodes, IPubSubItemStore items, Publishing publishing, PepScopes scopes, IVCardStore vCards, AvatarPresence presence,
    VCardOptions options, TimeProvider time)
{
    public const string Node = "urn:xmpp:vcard4";

    /// <summary>Only what everybody may read gets into the vCard, which everybody may.</summary>
    public async ValueTask OnPublishedAsync(Node node, IReadOnlyList<PubSubItem> published, CancellationToken ct)
    {
        if (node.Name != Node || node.Config.AccessModel != AccessModel.Open || published.Count == 0)
            return;
        var card = StoredElement.Read(published[^1].Payload);
        if (card.Name != VCardMapping.V4Card)
            return;
        var stored = await vCards.FindAsync(node.Owner, ct);
        var payload = StoredElement.Write(VCardMapping.ToTemp(card, stored is null ? null : StoredElement.Read(stored.Payload)));
        if (payload.Length <= options.MaxBytes)
            await presence.SetAsync(node.Owner, new VCard(payload, stored?.PhotoHash), ct);
    }

    /// <summary>A client has set its vcard-temp.</summary>
    public async Task OnVCardAsync(Xmpp.Stanzas.Jids.Jid account, XElement temp, CancellationToken ct)
    {
        var node = await nodes.FindAsync(account, Node, ct);
        var last = node is null ? null : await items.LastAsync(account, Node, ct);
        var before = last is null ? null : StoredElement.Read(last.Payload);
        var card = VCardMapping.ToVCard4(temp, before?.Name == VCardMapping.V4Card ? before : null);
        if ((before is null && !card.HasElements) || XNode.DeepEquals(card, before))
            return; // nothing new: nobody is told
        // A node that is there stays as it is; a new one is for everybody, as the vCard is.
        var form = DataForm.Create(
            DataFormType.Submit, PubSubNames.PublishOptionsForm, new DataFormField(NodeConfigFields.AccessModelVar, null, "open"));
        var item = new PubSubItem(last?.Id ?? "current", account, time.GetUtcNow(), StoredElement.Write(card));
        await publishing.PublishAsync(
            scopes.Of(account), account, new PublishRequest(Node, [item], null, node is null ? form : null), isDerived: true, ct);
    }
}
