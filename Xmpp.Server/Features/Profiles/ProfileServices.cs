using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Pep;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.VCards;

namespace Xmpp.Server.Features.Profiles;

/// <summary>The conversions between what accounts publish and what older specifications have, put together.</summary>
internal sealed class ProfileServices
{
    private readonly IVCardStore _vCards;
    private readonly AvatarConversion? _avatars;
    private readonly VCardConversion? _cards;

    public ProfileServices(
        Stores stores, PepServices pep, AccountLocks locks, SessionDirectory directory, FeatureOptions features,
        TimeProvider time)
    {
        _vCards = stores.VCards;
        Avatars = new AvatarPresence(stores.VCards, locks, directory);
        var publishing = pep.PubSub.Publishing;
        if (features.Pep.Enabled && features.Profiles.Bookmarks)
        {
            var bookmarks = new BookmarkConversion(pep.Nodes, stores.PubSubItems, publishing, pep.Scopes, stores.PrivateXml, time);
            Bookmarks = bookmarks;
            publishing.Published.Add(bookmarks.OnChangedAsync);
            publishing.Retracted.Add((node, ct) => bookmarks.OnChangedAsync(node, [], ct));
            pep.PubSub.Ownership.Deleted.Add((node, ct) => bookmarks.OnChangedAsync(node, [], ct));
        }
        if (features.Pep.Enabled && features.VCard.Enabled && features.Profiles.Avatars)
        {
            var avatars = new AvatarConversion(
                pep.Nodes, stores.PubSubItems, publishing, pep.Scopes, stores.VCards, Avatars, features.VCard, time);
            _avatars = avatars;
            publishing.Published.Add(avatars.OnPublishedAsync);
            publishing.Retracted.Add(avatars.OnRetractedAsync);
            pep.PubSub.Ownership.Deleted.Add(avatars.OnRetractedAsync);
        }
        if (features.Pep.Enabled && features.VCard.Enabled && features.Profiles.VCards)
        {
            _cards = new VCardConversion(
                pep.Nodes, stores.PubSubItems, publishing, pep.Scopes, stores.VCards, Avatars, features.VCard, time);
            publishing.Published.Add(_cards.OnPublishedAsync);
        }
        if (Bookmarks is not null || _avatars is not null || _cards is not null)
            Feature = new ProfilesFeature(_avatars is not null, Bookmarks is not null, _cards is not null);
    }

    public AvatarPresence Avatars { get; }

    /// <summary>What completes presence, or null if nothing does.</summary>
    public IPresenceStamp? Stamp => _avatars is null ? null : Avatars;

    public BookmarkConversion? Bookmarks { get; }

    /// <summary>Null if nothing is converted.</summary>
    public ProfilesFeature? Feature { get; }

    /// <summary>Stores a vCard that a client has set.</summary>
    public async Task SetVCardAsync(Jid account, XElement element, VCard card, CancellationToken ct)
    {
        if (_avatars is null)
            await _vCards.SetAsync(account, card, ct);
        else if (await Avatars.SetAsync(account, card, ct))
            await _avatars.OnVCardAsync(account, element, ct);
        if (_cards is not null)
            await _cards.OnVCardAsync(account, element, ct);
    }
}
