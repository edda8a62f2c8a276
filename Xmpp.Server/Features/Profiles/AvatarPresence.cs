using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.VCards;

namespace Xmpp.Server.Features.Profiles;

/// <summary>
/// The hash of the avatar in the presence of accounts with sessions (XEP-0398 §4, XEP-0153), kept current, and sent again
/// when it changes.
/// </summary>
internal sealed class AvatarPresence(IVCardStore store, AccountLocks locks, SessionDirectory directory)
    : IPresenceStamp, IAccountCache
{
    private readonly AccountCache<AvatarHash> _hashes = new(
        locks,
        async (account, ct) => Of(await store.FindPhotoHashAsync(account, ct)),
        static (_, start) => Of(start.PhotoHash));

    // What the client itself has sent: what we add to it is not its own word.
    private readonly ConditionalWeakTable<Presence, Presence> _originals = [];

    /// <summary>Shows a presence once more, in place of the one that is shown; false if that is not shown any more.</summary>
    public Func<Session, Presence, Presence, CancellationToken, ValueTask<bool>> ShowAgainAsync { get; set; } =
        static (_, _, _, _) => new ValueTask<bool>(true);

    public void Pin(Jid account, AccountStart start) => _hashes.Pin(account, start);

    public void Unpin(Jid account) => _hashes.Unpin(account);

    public async ValueTask<Presence> StampAsync(Jid account, Presence presence, CancellationToken ct)
    {
        if (presence.Type != PresenceType.Available)
            return presence;
        var hash = await _hashes.GetAsync(account, ct);
        var stamped = Stamp(presence, hash);
        if (!ReferenceEquals(stamped, presence))
            _originals.AddOrUpdate(stamped, presence);
        return stamped;
    }

    /// <summary>Stores a vCard; if its photo is another one, those who see the account are told (§4).</summary>
    /// <returns>True if the photo is another one.</returns>
    public async Task<bool> SetAsync(Jid account, VCard card, CancellationToken ct)
    {
        var (before, after) = await _hashes.ChangeAsync(account, async (known, token) =>
        {
            await store.SetAsync(account, card, token);
            return card.PhotoHash is { } hash ? new AvatarHash(hash) : known.Value is null ? known : AvatarHash.Removed;
        }, ct);
        if (before == after)
            return false;
        foreach (var session in directory.Sessions(account))
        {
            // Its client may show something else meanwhile, or nothing: then that counts.
            while (directory.FindResource(session)?.LastPresence is { } last
                && !await ShowAgainAsync(session, last, await StampAsync(account, OriginalOf(last), ct), ct))
            {
            }
        }
        return true;
    }

    /// <summary>
    /// §4: an empty photo is left alone, an element without photo is replaced, and so is a hash that is not the one that we
    /// know of. An account that never had an avatar has its presence as it is.
    /// </summary>
    public static Presence Stamp(Presence presence, AvatarHash hash)
    {
        var update = presence.Element.Element(AvatarNames.Update);
        var photo = update?.Element(AvatarNames.UpdatePhoto);
        if (photo is { IsEmpty: true } or { Value: "" } || (hash.Value is null && (update is null || photo is not null)))
            return presence;
        if (photo is not null && photo.Value == hash.Value)
            return presence;
        var added = new XElement(
            AvatarNames.Update,
            string.IsNullOrEmpty(hash.Value)
                ? new XElement(AvatarNames.UpdatePhoto)
                : new XElement(AvatarNames.UpdatePhoto, hash.Value));
        return (Presence)presence.Without(child => child.Name == AvatarNames.Update).WithChild(added);
    }

    private static AvatarHash Of(string? stored) => stored is null ? AvatarHash.Never : new AvatarHash(stored);

    private Presence OriginalOf(Presence sent) => _originals.TryGetValue(sent, out var original) ? original : sent;
}
